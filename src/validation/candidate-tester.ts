import type { LimitFunction } from 'p-limit';
import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';
import type { TestOutputParser, TestStatus } from '../parsers/test-output-parser.ts';
import { rememberFiles } from '../repository/remember-files.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { type Audit, compareResults, isAudited } from './audit.ts';
import { type Baseline, stableTests } from './baseline.ts';
import { type PatchChanges, readChanges } from './read-changes.ts';
import { createRunResult } from './run-result.ts';
import { runInFreshSandbox } from './run-in-fresh-sandbox.ts';
import { SeenFiles } from './seen-files.ts';
import type { ValidationResult } from './validation-result.ts';
import { toWarmFiles } from './warm/warm-candidate.ts';
import { type WarmOutcome, WarmPool } from './warm/warm-pool.ts';

/** What all candidates of one validation share. */
export type TesterOptions = {
  readonly repository: Repository;
  readonly runtime: ContainerRuntime;
  readonly parser: TestOutputParser;
  readonly timeoutMs: number;
  readonly baseline: Baseline;
  /** Whether only the tests run that can tell, where that is known. */
  readonly selects: boolean;
  readonly auditRate: number;
  readonly onAudit: ((audit: Audit) => void) | undefined;
  /** Runs at the same time. */
  readonly limit: LimitFunction;
  readonly abortSignal: AbortSignal;
};

type Prepared = { readonly changes: PatchChanges; readonly duplicateOf: string | undefined };

/** Decides about candidates one by one; several at a time. */
export class CandidateTester {
  readonly #options: TesterOptions;
  /** Many candidates change the same file. */
  readonly #repository: Repository;
  /** Status of each test that counts, without any bug. */
  readonly #clean: ReadonlyMap<string, TestStatus>;
  readonly #runTimeoutMs: number;
  readonly #pool: WarmPool | undefined;
  readonly #seen: SeenFiles = new SeenFiles();
  /** Whether the selection was found wrong, so that all tests run from then on. */
  #isDistrusted = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TesterOptions) {
    const { baseline, selects, timeoutMs } = options;
    this.#options = options;
    this.#repository = rememberFiles(options.repository);
    this.#clean = stableTests(baseline);
    this.#runTimeoutMs = Math.min(timeoutMs, runPatienceMs + runPatience * baseline.durationMs);
    this.#pool =
      selects && baseline.coverage !== null
        ? new WarmPool({ ...options, coverage: baseline.coverage })
        : undefined;
  }

  /** Validates one candidate; rejects only when it was aborted. */
  async test(candidate: BugCandidate): Promise<ValidationResult> {
    const { abortSignal } = this.#options;
    try {
      return await this.#test(candidate);
    } catch (cause) {
      abortSignal.throwIfAborted();
      const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
      const isPatchError = PatchFormatError.isInstance(error) || PatchDoesNotApplyError.isInstance(error);
      return { status: isPatchError ? 'patch-failed' : 'errored', candidate, error };
    }
  }

  /** Takes a candidate for tested already: later ones that make the same files are its duplicates. */
  async noteSeen(candidate: BugCandidate): Promise<void> {
    await this.#prepareInTurn(candidate);
  }

  /** Has all tests run from now on. */
  distrustSelection(): void {
    this.#isDistrusted = true;
  }

  async dispose(): Promise<void> {
    await this.#pool?.dispose();
  }

  async #test(candidate: BugCandidate): Promise<ValidationResult> {
    const { changes, duplicateOf } = await this.#prepareInTurn(candidate);
    if (duplicateOf !== undefined) return { status: 'duplicate', candidate, duplicateOf };
    const runAll = (): Promise<ValidationResult> =>
      this.#options.limit(() =>
        runInFreshSandbox(candidate, changes, {
          ...this.#options,
          clean: this.#clean,
          timeoutMs: this.#runTimeoutMs,
        }),
      );
    if (this.#pool === undefined || this.#isDistrusted) return runAll();
    const outcome = await this.#pool.test(toWarmFiles(changes));
    const result = this.#read(candidate, outcome);
    if (result === undefined) return runAll();
    if (result.status === 'syntax-error' || !isAudited(candidate, this.#options.auditRate)) return result;
    return this.#audit(result, await runAll());
  }

  /** In turn, so that of two that make the same files the first one is tested, whatever the timing. */
  #prepareInTurn(candidate: BugCandidate): Promise<Prepared> {
    const turn = this.#turn.then(() => this.#prepare(candidate));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #prepare(candidate: BugCandidate): Promise<Prepared> {
    const changes = await readChanges(candidate, this.#repository);
    return { changes, duplicateOf: this.#seen.note(changes, candidate.id) };
  }

  /** The result that follows from what the warm process found; `undefined` when it could not tell. */
  #read(candidate: BugCandidate, outcome: WarmOutcome): ValidationResult | undefined {
    switch (outcome.kind) {
      case 'plain':
        return undefined;
      case 'not-covered':
      case 'equivalent':
        return { status: outcome.kind, candidate };
      case 'syntax-error':
        return { status: 'syntax-error', candidate, reason: outcome.reason };
      case 'timed-out': {
        const { limitMs: timeoutMs, durationMs, testOutput } = outcome;
        return { status: 'timed-out', candidate, timeoutMs, durationMs, testOutput };
      }
      case 'ran': {
        const { run, all, durationMs, testOutput } = outcome;
        const testsRun = [...run.tests.keys()];
        const tests = all ? run.tests : new Map([...this.#clean, ...run.tests]);
        return createRunResult(candidate, tests, this.#clean, { testsRun, durationMs, testOutput });
      }
    }
  }

  #audit(selected: ValidationResult, full: ValidationResult): ValidationResult {
    // A sandbox that failed says nothing about the selection.
    if (full.status === 'errored') return selected;
    const audit = compareResults(selected, full);
    this.#options.onAudit?.(audit);
    if (audit.agrees) return selected;
    this.distrustSelection();
    return full;
  }
}

/**
 * A run with a bug may take this much longer than one without, and a while more; with much patience, because
 * a machine that has other things to do slows down both, and tracebacks of hundreds of tests take thirty times as long
 * as the tests.
 */
const runPatience = 40;
const runPatienceMs = 60_000;
