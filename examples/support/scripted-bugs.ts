import type { ScriptedReply, ScriptedRequest } from 'bugsmith/testing';

/** What a tired programmer might write in the place of something; the first that fits is taken. */
const slips: readonly (readonly [RegExp, string])[] = [
  [/ < /, ' <= '],
  [/ >= /, ' > '],
  [/ \+ /, ' - '],
  [/ \* /, ' + '],
  [/ is None/, ' is not None'],
  [/ not in /, ' in '],
  [/\bif not /, 'if '],
  [/ and /, ' or '],
  [/\breturn (?!None)(\S.*)/, 'return None'],
  [/ = 0\b/, ' = 1'],
];

/** Stands in for a model where there is none: answers each request from what it shows, always in the same way. */
export function answerWithBug({ body }: ScriptedRequest): ScriptedReply {
  const { messages } = body as { readonly messages: readonly { readonly content: string }[] };
  // What is said after the first two messages is about replies.
  const prompt = messages[1]?.content ?? '';
  const [, , shown = ''] = /(`{3,})python\n([^]*)\n\1/.exec(prompt) ?? [];
  const missing = /^Write `(.*?)`, which/m.exec(prompt.slice(prompt.lastIndexOf('\n')))?.[1];
  const code = missing === undefined ? breakCode(shown) : writeNothing(shown, missing);
  const usage = { inputTokens: Math.ceil(prompt.length / 4), outputTokens: Math.ceil(code.length / 4) };
  return { text: `Explanation: Something small is off.\n\n\`\`\`python\n${code}\n\`\`\``, usage };
}

/** Makes one slip below the documentation. */
function breakCode(code: string): string {
  const documentation = /^[^]*?:\n\s*("""[^]*?"""\n)?/.exec(code)?.[0].length ?? 0;
  const [head, rest] = [code.slice(0, documentation), code.slice(documentation)];
  const [pattern, text] = slips.find(([wanted]) => wanted.test(rest)) ?? [/$/, ''];
  return head + rest.replace(pattern, text);
}

/** Takes a definition out of a file and lets it do nothing. */
function writeNothing(file: string, signature: string): string {
  const words = signature.split(' ').map((word) => word.replaceAll(/[^\w\s]/g, '\\$&'));
  const found = new RegExp(`^[ \\t]*${words.join('\\s*')}(?!\\w)`, 'm').exec(file);
  const before = file.slice(0, found?.index).split('\n').slice(0, -1);
  const decorators = before.slice(before.findLastIndex((line) => !line.trim().startsWith('@')) + 1);
  const [header = '', body = ''] = file.slice(found?.index).split(/(?<=:\n)([^]*)/);
  const margin = header.search(/\S/);
  const lines = body.split('\n');
  const end = lines.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= margin);
  const definition = [...decorators, header.trimEnd(), ...lines.slice(0, end === -1 ? undefined : end)];
  return definition
    .join('\n')
    .trimEnd()
    .replaceAll(/^(\s*)\.\.\.$/gm, '$1return None');
}
