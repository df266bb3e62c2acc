import { hash } from 'node:crypto';

const idLength = 8;
const idSpace = 36n ** BigInt(idLength);

/** The id of a candidate: 8 characters of `a-z0-9` that depend only on its patch. */
export function createCandidateId(patch: string): string {
  const digest = BigInt(`0x${hash('sha256', JSON.stringify(patch))}`);
  return (digest % idSpace).toString(36).padStart(idLength, '0');
}
