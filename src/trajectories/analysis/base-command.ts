import { splitCommands } from './split-commands.ts';

/** Programs whose second word says what they do. */
const withSubcommand: ReadonlySet<string> = new Set(
  (
    'git pip pip3 conda mamba uv poetry npm yarn pnpm npx cargo go docker apt apt-get brew hatch pdm tox make ' +
    'str_replace_editor str_replace_based_edit_tool'
  ).split(' '),
);

/**
 * Names what an action of an agent does, without what it does it to: `git checkout`, `python`,
 * `str_replace_editor view`. Empty for an action that runs nothing.
 *
 * @source Paper, section F.3.2: environment variables at the start are left out, of chained commands the last one
 *   counts, and of programs with subcommands two words are kept. Differs: `python -m` keeps the name of the module,
 *   and the folders of programs are left out.
 */
export function findBaseCommand(action: string): string {
  const names = splitCommands(action).map(nameCommand);
  return names.findLast((name) => name !== '') ?? '';
}

function nameCommand(command: string): string {
  const words = command.split(/\s+/).slice(0, 50);
  while (
    words.length > 0 &&
    /^(?:[A-Za-z_]\w*=.*|export|env|sudo|time|timeout|nohup|\d+[smh]?|[({!])$/.test(words[0] ?? '')
  ) {
    words.shift();
  }
  const [first = '', ...rest] = words;
  if (first === '' || first.startsWith('#')) return '';
  const program = first.split('/').at(-1) ?? first;
  if (/^python[\d.]*$/.test(program)) {
    return rest[0] === '-m' && rest[1] !== undefined ? `python -m ${rest[1]}` : 'python';
  }
  const second = rest.find((word) => !word.startsWith('-'));
  return withSubcommand.has(program) && second !== undefined ? `${program} ${second}` : program;
}
