import type { LmReply } from '../../../providers/lm-provider.ts';
import { parseCode } from '../python/parse-code.ts';
import { entityRange, type RewriteTarget } from '../rewrite-target.ts';
import { findBareCode } from './bare-code.ts';
import { findFencedCode } from './fenced-code.ts';
import type { FoundCode, IsCode } from './found-code.ts';
import { laterProblem, type ReplyProblem } from './problem.ts';
import { readExplanation } from './read-explanation.ts';
import { readRewrite } from './read-rewrite.ts';

/** Characters of a reply, and of code in it beyond twenty times those of the entity. */
const maximumReplyLength = 1_000_000;
const usualCodeLength = 20_000;
/** Blocks that are no code but may be told about. */
const maximumBroken = 3;

/** What a reply makes of an entity: its new text with what the model said of it, or what is wrong. */
export type ReplyReading = { readonly text: string; readonly explanation: string } | ReplyProblem;

/** Finds the first piece of code in a reply that can stand in the place of the target. */
export function readReply(
  reply: Pick<LmReply, 'text' | 'finishReason'>,
  target: RewriteTarget,
): ReplyReading {
  const { text, finishReason } = reply;
  const range = entityRange(target);
  const maximumCodeLength = usualCodeLength + 20 * (range.end - range.start);
  if (text.length > maximumReplyLength) return tooLong(text.length);
  let problem: ReplyProblem | undefined;
  for (const found of findCode(text, target, maximumCodeLength)) {
    if (found.isOpen && finishReason === 'length') break;
    const rewrite =
      found.code.length > maximumCodeLength ? tooLong(found.code.length) : readRewrite(found.code, target);
    if ('text' in rewrite) return { ...rewrite, explanation: readExplanation(text, found) };
    problem = laterProblem(problem, rewrite);
  }
  if (finishReason === 'length')
    return { reason: 'cut-off', message: 'The reply was cut off before its code ended.' };
  if (finishReason === 'content-filter') {
    return { reason: 'filtered', message: 'The provider withheld the reply, or part of it.' };
  }
  return problem ?? { reason: 'no-code', message: 'The reply holds no code.' };
}

function tooLong(length: number): ReplyProblem {
  return {
    reason: 'too-long',
    message: `The reply is far longer than what was asked for: ${length} characters.`,
  };
}

function* findCode(text: string, { definition, file }: RewriteTarget, limit: number): Generator<FoundCode> {
  // What may be parsed at all, so that no reply takes long.
  let parsable = 5 * limit;
  const isCode: IsCode = (code) => {
    if (code.length > Math.min(limit, parsable) || !code.includes(definition.name)) return false;
    parsable -= code.length;
    const analysis = parseCode(code.replaceAll('\r\n', '\n'), file.language);
    return 'root' in analysis && analysis.definitions.some(({ name }) => name === definition.name);
  };
  let blocks = 0;
  let broken = 0;
  for (const found of findFencedCode(text, isCode)) {
    if (found.isCode) blocks += 1;
    else broken += 1;
    if (found.isCode || broken <= maximumBroken) yield found;
  }
  const bare = blocks === 0 ? findBareCode(text, definition.name, isCode) : undefined;
  if (bare !== undefined) yield bare;
}
