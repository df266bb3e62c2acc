import pLimit, { type LimitFunction } from 'p-limit';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import type { Audit } from '../audit.ts';
import type { CandidateTester } from '../candidate-tester.ts';
import type { ValidationResult } from '../validation-result.ts';
import { readStored } from './damaged-store.ts';
import type { Journal } from './journal.ts';
import type { ResultCodec } from './result-codec.ts';
import type { StoredDetails, StoredResult } from './stored-result.ts';
import type { StoredResults } from './stored-results.ts';

/** A result, and whether it was there already. */
export type Tested = {
  readonly result: ValidationResult;
  readonly isStored: boolean;
  /** Whether an audit that was made before agreed with it, if one was. */
  readonly agreed?: boolean | undefined;
};

type StoredRecord = { readonly result: StoredResult; readonly details: StoredDetails };

/**
 * Tests the candidates whose results are not stored, and stores them: each at once, in its place when all
 * before it have theirs, else in the journal until they do.
 */
export class DurableTester {
  readonly #tester: CandidateTester;
  readonly #codec: ResultCodec;
  readonly #results: StoredResults;
  readonly #journal: Journal;
  /** One after the other. */
  readonly #inTurn: LimitFunction = pLimit(1);
  readonly #audits: WeakMap<ValidationResult, 'agreed' | 'disagreed'> = new WeakMap();
  /** Results in the journal that can get their place while this runs. */
  readonly #waiting: Map<number, StoredRecord & { readonly wasAppended: boolean }> = new Map();
  /** The first candidate that got no final result; none behind it gets its place. */
  #firstErrored = Infinity;
  #asked = 0;
  #isReplaying = true;

  constructor(parts: {
    readonly tester: CandidateTester;
    readonly codec: ResultCodec;
    readonly results: StoredResults;
    readonly journal: Journal;
  }) {
    this.#tester = parts.tester;
    this.#codec = parts.codec;
    this.#results = parts.results;
    this.#journal = parts.journal;
    if (this.#journal.hasDisagreement) this.#tester.distrustSelection();
  }

  /** Remembers that an audit was made, for the result that counts. */
  noteAudit({ agrees, selected, full }: Audit): void {
    this.#audits.set(agrees ? selected : full, agrees ? 'agreed' : 'disagreed');
  }

  /**
   * The result of the next candidate. Calls may overlap, and are made in the order of the candidates.
   *
   * @throws {InvalidArgumentError} when another candidate has its place in the store.
   * @throws {StoreError} when the store is damaged or cannot be written to.
   */
  async test(candidate: BugCandidate): Promise<Tested> {
    const index = this.#asked;
    this.#asked += 1;
    const begun = await this.#inTurn(async () => {
      const stored = await this.#recall(index, candidate);
      // Begun in turn, but not waited for.
      return stored === undefined ? { running: this.#tester.test(candidate) } : { stored };
    });
    if (begun.running === undefined) return begun.stored;
    const result = await begun.running;
    return { result: await this.#inTurn(() => this.#keep(index, result)), isStored: false };
  }

  async close(): Promise<void> {
    try {
      await this.#journal.close();
    } finally {
      await this.#results.close();
    }
  }

  /** The stored result of a candidate, made known to everything that depends on earlier results. */
  async #recall(index: number, candidate: BugCandidate): Promise<Tested | undefined> {
    const inPlace = this.#isReplaying ? await this.#results.read() : undefined;
    if (inPlace === undefined) this.#isReplaying = false;
    const record = inPlace ?? (await this.#journal.read(index));
    if (record === undefined) return undefined;
    checkIdentity(index, record.result, candidate, this.#results.path);
    if (inPlace === undefined) await this.#place(index, { ...record, wasAppended: false });
    else await this.#journal.forget(index, false);
    const result = this.#decode(record, candidate, index);
    const { audit } = record.result;
    if (audit === 'disagreed') this.#tester.distrustSelection();
    if (result.status !== 'patch-failed' && result.status !== 'duplicate') {
      await this.#tester.noteSeen(candidate);
    }
    return { result, isStored: true, agreed: audit === undefined ? undefined : audit === 'agreed' };
  }

  /** Stores a result; returns it as it will be read again. */
  async #keep(index: number, result: ValidationResult): Promise<ValidationResult> {
    if (result.status === 'errored') {
      this.#giveUpBehind(index);
      return result;
    }
    const record = this.#codec.encode(result, this.#audits.get(result));
    const wasAppended = index !== this.#results.count;
    if (wasAppended) await this.#journal.append({ index, ...record });
    await this.#place(index, { ...record, wasAppended });
    return this.#decode(record, result.candidate, index);
  }

  #giveUpBehind(index: number): void {
    this.#firstErrored = Math.min(this.#firstErrored, index);
    for (const waiting of this.#waiting.keys()) if (waiting > index) this.#waiting.delete(waiting);
  }

  /** Gives a result that is safe, or can be made so here, its place when all before it have theirs. */
  async #place(index: number, record: StoredRecord & { readonly wasAppended: boolean }): Promise<void> {
    if (index > this.#firstErrored) return;
    this.#waiting.set(index, record);
    for (;;) {
      const next = this.#results.count;
      const waiting = this.#waiting.get(next);
      if (waiting === undefined) return;
      await this.#results.append(waiting.result, waiting.details);
      this.#waiting.delete(next);
      await this.#journal.forget(next, waiting.wasAppended);
    }
  }

  #decode({ result, details }: StoredRecord, candidate: BugCandidate, index: number): ValidationResult {
    const place = { path: this.#results.path, line: index + 2, remedy: damagedRemedy };
    return readStored(place, () => this.#codec.decode(result, details, candidate));
  }
}

const damagedRemedy =
  'It does not fit `baseline.json`. Restore both files, or pass the path of another store to begin anew.';

function checkIdentity(
  index: number,
  { id, strategy }: StoredResult,
  candidate: BugCandidate,
  path: string,
): void {
  if (id === candidate.id) return;
  throw new InvalidArgumentError({
    argument: `candidates[${index}].id`,
    value: candidate.id,
    expected:
      `"${id}" (of \`${strategy}\`), whose result has that place in \`${path}\`; pass the same candidates in the ` +
      'same order to go on, or the path of another store',
  });
}
