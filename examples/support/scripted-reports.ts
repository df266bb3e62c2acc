import type { ScriptedReply, ScriptedRequest } from 'bugsmith/testing';

type Message = { readonly role: string; readonly content: string };

/**
 * Stands in for a model where there is none: reports what the first test it is shown does, always in the same way. Its
 * first draft on every third bug speaks of the tests, to show what becomes of that.
 */
export function answerWithReport({ body }: ScriptedRequest): ScriptedReply {
  const { messages } = body as { readonly messages: readonly Message[] };
  const material = messages[1]?.content ?? '';
  const [, test = ''] = /<test>\n([^]*?)\n<\/test>/.exec(material) ?? [];
  const [, printed = 'something else'] = /^E +(\S[^\n]*)/m.exec(material) ?? [];
  const name = /def test_(\w+)/.exec(test)?.[1] ?? 'it';
  const subject = name.replaceAll('_', ' ');
  const isDraft = messages.length === 2 && material.length % 3 === 0;
  const report = [
    `Wrong result: ${subject}`,
    `I noticed this today, with the current version. It is about this: ${subject}.`,
    isDraft
      ? `The test test_${name} fails with "${printed}".`
      : 'What I get is not what the documentation says.',
  ].join('\n\n');
  const usage = { inputTokens: Math.ceil(material.length / 4), outputTokens: Math.ceil(report.length / 4) };
  return { text: `<issue>\n${report}\n</issue>`, usage };
}
