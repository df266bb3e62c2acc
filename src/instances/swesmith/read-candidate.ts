import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import { toStrategySlug } from '../../strategies/bug-name.ts';
import { createCandidateId } from '../../strategies/candidate-id.ts';
import { namesPullRequest, parseBugName } from '../instance-id.ts';
import { checkData } from '../../json/json-data.ts';
import { type BugFile, metadataPath, patchPath, readBugMetadata, readPatchFile } from './bug-file.ts';

const text = z.string().nullish();
const commonMetadata = z.object({
  cost: z.number().nonnegative().nullish(),
  explanation: text,
  strategy: text,
});

/** Reads a candidate back from its files, without the entity, which SWE-smith only keeps the name of. */
export async function readCandidate(bug: BugFile): Promise<BugCandidate> {
  const name = parseBugName(bug.bugName);
  if (name === undefined) {
    throw new DataFormatError({
      file: patchPath(bug),
      reason: 'the name of the file is not `bug__<strategy>__<id>.diff` or `bug__pr_<number>.diff`',
    });
  }
  const patch = await readPatchFile(patchPath(bug));
  const raw = await readBugMetadata(bug);
  const { cost, explanation, strategy } = checkData(commonMetadata, raw, { file: metadataPath(bug) });
  // What a model wrote cost something, known or not.
  const wroteModel = typeof raw['output'] === 'string' && raw['output'] !== '';
  const common = { patch, explanation: explanation ?? '', costUsd: cost ?? (wroteModel ? undefined : 0) };
  if (namesPullRequest(bug.bugName)) {
    const metadata = { ...findFacts(raw), pull_number: Number(name.hash) };
    return { id: createCandidateId(patch), strategy: 'pr_mirror', ...common, metadata };
  }
  // The file's name holds a strategy as it can stand there, the metadata as it is or, for models, as `llm`.
  const isSame = typeof strategy === 'string' && toStrategySlug(strategy) === name.bugType;
  return {
    id: name.hash,
    strategy: isSame ? strategy : name.bugType,
    ...common,
    metadata: findFacts(raw),
  };
}

/** The strategy's own facts; SWE-smith writes an empty text for what a strategy has none of. */
function findFacts(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isFact = ([key, value]: readonly [string, unknown]): boolean =>
    !Object.hasOwn(commonMetadata.shape, key) && !((key === 'output' || key === 'rewrite') && value === '');
  return Object.fromEntries(Object.entries(raw).filter(isFact));
}
