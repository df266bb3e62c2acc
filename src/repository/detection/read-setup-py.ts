import { noFacts, type ProjectFacts } from './project-facts.ts';
import { keepRequirements } from './read-requirement-line.ts';

/**
 * Reads what `setup.py` passes as literals, by its look alone; the file is never run.
 *
 * Values that are computed are not seen, except a dictionary or list kept in a variable.
 */
export function readSetupPy(text: string): ProjectFacts {
  // What is looked at and repeated is bounded, as the file may be made to keep an expression busy.
  const code = text.replace(/^[ \t]*#.*$/gmu, '');
  const packageDirectory = literal(code, 'package_dir', '{', '}');
  const found = /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?(['"])([^'"\n]{1,200})\1/u.exec(
    code,
  )?.[2];
  return {
    ...noFacts,
    isBuildable: true,
    requiresPython: /\bpython_requires\s*=\s*(['"])([^'"\n]{0,200})\1/u.exec(code)?.[2] ?? null,
    extras: readExtras(literal(code, 'extras_require', '{', '}')),
    testRequirements: keepRequirements(readStrings(literal(code, 'tests_require', '[', ']'))),
    sourceDirectories: [/(['"])\1\s*:\s*(['"])([^'"\n]{1,200})\2/u.exec(packageDirectory)?.[3], found].filter(
      (directory) => directory !== undefined,
    ),
  };
}

/** The text between the brackets of `name = [...]`, or of the variable that `name` is set to. */
function literal(code: string, name: string, open: '{' | '[', close: '}' | ']'): string {
  const body = between(code, new RegExp(`\\b${name}\\s*=\\s*\\${open}`, 'u'), close);
  if (body !== null) return body;
  const variable = new RegExp(`\\b${name}\\s*=\\s*([A-Za-z_]\\w{0,100})`, 'u').exec(code)?.[1];
  if (variable === undefined) return '';
  return between(code, new RegExp(`^${variable}\\s*=\\s*\\${open}`, 'mu'), close) ?? '';
}

function between(code: string, start: RegExp, close: string): string | null {
  const match = start.exec(code);
  if (match === null) return null;
  const rest = code.slice(match.index + match[0].length, match.index + 10_000);
  return rest.includes(close) ? rest.slice(0, rest.indexOf(close)) : '';
}

function readExtras(body: string): Map<string, string[]> {
  const entries = body.matchAll(/(['"])([\w.-]{1,100})\1\s*:\s*(?:\[([^\]]{0,5000})\])?/gu);
  return new Map(
    [...entries].map(([, , name = '', list = '']) => [name, keepRequirements(readStrings(list))]),
  );
}

function readStrings(list: string): string[] {
  return [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'/gu)].map(([, double, single]) => double ?? single ?? '');
}
