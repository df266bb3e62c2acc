/** Names weak models give to a shell's command. */
const commandNames = ['command', 'cmd', 'script', 'bash'];

/**
 * The arguments meant by a call of a tool there is none of, or with arguments of another form; `null` when no
 * command can be found in them.
 */
export function repairToolInput(input: string): { readonly command: string } | null {
  const value = parseJson(input);
  const command = typeof value === 'object' && value !== null ? findCommand(value) : value;
  return typeof command === 'string' && command.trim() !== '' ? { command } : null;
}

function findCommand(value: object): unknown {
  return Object.entries(value).find(([name]) => commandNames.includes(name.toLowerCase()))?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
