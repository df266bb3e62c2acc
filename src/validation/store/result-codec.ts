import { PatchDoesNotApplyError, PatchFormatError } from '../../errors/patch-error.ts';
import type { TestStatus } from '../../parsers/test-output-parser.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import { type Baseline, stableTests } from '../baseline.ts';
import { type Side, sideOf } from '../compare-runs.ts';
import { createRunResult } from '../run-result.ts';
import type { ErroredResult, FinishedRun, ValidationResult } from '../validation-result.ts';
import { readRanges, writeRanges } from '../index-ranges.ts';
import type { StoredDetails, StoredPatchError, StoredResult } from './stored-result.ts';

/** What stands for each side; lists depend on nothing else. */
const statusOfSide = { pass: 'passed', fail: 'failed', neither: 'skipped' } as const satisfies Record<
  Side,
  TestStatus
>;

/** Turns results into what is stored of them, and back. */
export class ResultCodec {
  readonly #clean: ReadonlyMap<string, TestStatus>;
  readonly #names: readonly string[];
  /** Place in the baseline of each test that counts. */
  readonly #places: ReadonlyMap<string, number>;
  /** How many tests pass or fail without a bug. */
  readonly #judged: number;
  readonly #timeoutMs: number;

  /** `timeoutMs` stands for limits whose details are lost. */
  constructor(baseline: Baseline, timeoutMs: number) {
    this.#clean = stableTests(baseline);
    this.#names = baseline.tests.map(([test]) => test);
    this.#places = new Map(
      this.#names.flatMap((test, place) => (this.#clean.has(test) ? [[test, place] as const] : [])),
    );
    this.#judged = [...this.#clean.values()].filter((status) => sideOf(status) !== 'neither').length;
    this.#timeoutMs = timeoutMs;
  }

  encode(
    result: Exclude<ValidationResult, ErroredResult>,
    audit: StoredResult['audit'],
  ): { readonly result: StoredResult; readonly details: StoredDetails } {
    const { status, candidate } = result;
    const common = { id: candidate.id, strategy: candidate.strategy, status, audit };
    switch (result.status) {
      case 'valid':
      case 'no-test-broken':
      case 'no-test-kept': {
        const { durationMs, testOutput, testsRun } = result;
        const otherTestsRun = testsRun.filter((test) => !this.#places.has(test));
        return {
          result: { ...common, ...this.#encodeLists(result) },
          details: {
            durationMs,
            testsRun: this.#encodeTests(testsRun),
            otherTestsRun: otherTestsRun.length === 0 ? undefined : otherTestsRun,
            testOutput,
          },
        };
      }
      case 'timed-out': {
        const { timeoutMs, durationMs, testOutput } = result;
        return { result: common, details: { timeoutMs, durationMs, testOutput } };
      }
      case 'duplicate':
        return { result: { ...common, duplicateOf: result.duplicateOf }, details: {} };
      case 'syntax-error':
        return { result: { ...common, reason: result.reason }, details: {} };
      case 'patch-failed':
        return { result: { ...common, error: encodeError(result.error) }, details: {} };
      case 'not-covered':
      case 'equivalent':
        return { result: common, details: {} };
    }
  }

  /** @throws {RangeError} when it does not fit the baseline. */
  decode(stored: StoredResult, details: StoredDetails, candidate: BugCandidate): ValidationResult {
    const { status, duplicateOf = '', reason = '', error } = stored;
    const { durationMs = 0, testOutput = '', timeoutMs = this.#timeoutMs } = details;
    switch (status) {
      case 'valid':
      case 'no-test-broken':
      case 'no-test-kept': {
        const testsRun = [...this.#decodeTests(details.testsRun), ...(details.otherTestsRun ?? [])];
        const facts = { durationMs, testsRun, testOutput };
        const result = createRunResult(candidate, this.#decodeRun(stored), this.#clean, facts);
        if (result.status !== status) throw new RangeError(`its tests make it \`${result.status}\``);
        return result;
      }
      case 'timed-out':
        return { status, candidate, timeoutMs, durationMs, testOutput };
      case 'duplicate':
        return { status, candidate, duplicateOf };
      case 'syntax-error':
        return { status, candidate, reason };
      case 'patch-failed':
        return { status, candidate, error: decodeError(error ?? { line: 1, reason: 'not known' }) };
      case 'not-covered':
      case 'equivalent':
        return { status, candidate };
    }
  }

  #encodeLists(run: FinishedRun): Partial<StoredResult> {
    const listed = [run.failToPass, run.passToPass, run.failToFail, run.passToFail];
    let neither: readonly string[] = [];
    if (listed.reduce((count, list) => count + list.length, 0) < this.#judged) {
      const known = new Set(listed.flat());
      neither = [...this.#clean.keys()].filter(
        (test) => !known.has(test) && sideOf(this.#clean.get(test) ?? 'skipped') !== 'neither',
      );
    }
    return {
      failToPass: this.#encodeTests(run.failToPass),
      passToFail: this.#encodeTests(run.passToFail),
      neither: this.#encodeTests(neither),
    };
  }

  #encodeTests(tests: readonly string[]): string | undefined {
    const places = tests.map((test) => this.#places.get(test)).filter((place) => place !== undefined);
    return places.length === 0 ? undefined : writeRanges(places.sort((one, other) => one - other));
  }

  #decodeRun({ failToPass, passToFail, neither }: StoredResult): Map<string, TestStatus> {
    const tests = new Map(this.#clean);
    for (const [ranges, side] of [
      [failToPass, 'fail'],
      [passToFail, 'pass'],
      [neither, 'neither'],
    ] as const) {
      for (const test of this.#decodeTests(ranges)) tests.set(test, statusOfSide[side]);
    }
    return tests;
  }

  #decodeTests(ranges = ''): string[] {
    return readRanges(ranges, this.#names.length).map((place) => this.#names[place] ?? '');
  }
}

function encodeError(error: Error): StoredPatchError {
  if (PatchDoesNotApplyError.isInstance(error)) {
    return { path: error.path, line: error.line, reason: error.reason };
  }
  if (PatchFormatError.isInstance(error)) return { line: error.line, reason: error.reason };
  return { line: 1, reason: error.message };
}

function decodeError({ path, line, reason }: StoredPatchError): Error {
  return path === undefined
    ? new PatchFormatError({ line, reason })
    : new PatchDoesNotApplyError({ path, line, reason });
}
