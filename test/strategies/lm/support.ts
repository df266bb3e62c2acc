import {
  type BugCandidate,
  type GenerateOptions,
  LmModifier,
  type LmModifierOptions,
  type LmRefusal,
  type Repository,
} from 'bugsmith';
import { createMemoryRepository, type ScriptedModelServer, type ScriptedReply } from 'bugsmith/testing';

import { applyToBytes } from '../../support/candidates.ts';
import { prices, startModel } from '../../providers/support.ts';

export const discount = `def discount(total, rate=0.1):
    """What is left of a total.

    Nothing is taken off small ones.
    """
    if total > 100:  # a lot
        return total * (1 - rate)
    return total
`;

/** A code block as models write them. */
export const block = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;

/** A good reply for `discount`. */
export const brokenDiscount: string = block(discount.replace('>', '>='));

/** The repository of one file. */
export const one = (source: string | Uint8Array, path = 'shop/prices.py'): Repository =>
  createMemoryRepository({ files: { [path]: source } });

/** What the last message of a request to the server asks. */
export function lastMessage(body: unknown): string {
  return messagesOf(body).at(-1)?.content ?? '';
}

/** The messages of a request to the server. */
export function messagesOf(body: unknown): readonly { role: string; content: string }[] {
  return (body as { messages: readonly { role: string; content: string }[] }).messages;
}

/** What one run of the strategy gives over a real connection. */
export type Outcome = {
  readonly candidates: readonly BugCandidate[];
  readonly refusals: readonly LmRefusal[];
  readonly server: ScriptedModelServer;
  /** What ended the run early. */
  readonly error: unknown;
};

/** Runs the strategy against a server with these replies; a reply costs 0.20 dollars unless it says otherwise. */
export async function run(
  repository: Repository,
  replies: readonly (ScriptedReply | string)[] | ((prompt: string, index: number) => ScriptedReply | string),
  options: Partial<LmModifierOptions> & GenerateOptions = {},
): Promise<Outcome> {
  const toReply = (reply: ScriptedReply | string): ScriptedReply =>
    typeof reply === 'string' ? { text: reply } : reply;
  const { server, provider } = await startModel(
    typeof replies === 'function'
      ? ({ body }, index) => toReply(replies(lastMessage(body), index))
      : replies.map(toReply),
    { prices },
  );
  const refusals: LmRefusal[] = [];
  const candidates: BugCandidate[] = [];
  const { entities, abortSignal, ...others } = options;
  const modifier = new LmModifier({
    mode: 'modify',
    provider,
    repairTurns: 0,
    onRefused: (refusal) => refusals.push(refusal),
    ...others,
  });
  let error: unknown;
  try {
    for await (const candidate of modifier.generate(repository, { entities, abortSignal })) {
      candidates.push(candidate);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { candidates, refusals, server, error };
}

/** The file after a candidate. */
export function applied(candidate: BugCandidate | undefined, source: string): string {
  if (candidate === undefined) return 'no candidate';
  return new TextDecoder().decode(applyToBytes(candidate, new TextEncoder().encode(source)));
}

/** The source after the first candidate of one reply, or why there is none. */
export async function rewrite(
  source: string,
  reply: ScriptedReply | string,
  options: Partial<LmModifierOptions> & { readonly entity?: string } = {},
): Promise<string> {
  const { entity = 'discount', ...others } = options;
  const { candidates, refusals, error } = await run(one(source), () => reply, {
    score: ({ qualifiedName }) => (qualifiedName === entity ? 1 : undefined),
    ...others,
  });
  if (error instanceof Error) throw error;
  return candidates.length > 0
    ? applied(candidates[0], source)
    : (refusals[0]?.reason ?? 'nothing was asked');
}

/** All requests of a modifier. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items);
}
