import { mergeStatus } from '../merge-status.ts';
import type { TestStatus } from '../test-output-parser.ts';
import type { SessionEvent, TestReport } from './report-event.ts';

type TestState = { status: TestStatus | undefined; begun: boolean; running: boolean };

/** What is known of one pytest session while its events are read in order. */
export class PytestSession {
  readonly collectionErrors: Set<string> = new Set();
  /** How long the tests that ended took. */
  readonly seconds: Map<string, number> = new Map();
  readonly #states: Map<string, TestState> = new Map();
  #exitStatus: number | undefined;

  add(event: SessionEvent): void {
    switch (event.event) {
      case 'session-start':
        return;
      case 'collected':
        for (const id of event.ids) this.#state(id);
        return;
      case 'collection-error':
        this.collectionErrors.add(event.id);
        return;
      case 'test-start':
        Object.assign(this.#state(event.id), { begun: true, running: true });
        return;
      case 'test-report':
        this.#addReport(event);
        return;
      case 'test-finish':
        this.#state(event.id).running = false;
        this.seconds.set(event.id, event.seconds);
        return;
      case 'session-finish':
        this.#exitStatus = event.exitStatus;
    }
  }

  /** Tests that began, in the order they were collected; one that never ended is an error. */
  *statuses(): Iterable<readonly [string, TestStatus]> {
    for (const [id, { status, running }] of this.#states) {
      if (running) yield [id, 'error'];
      else if (status !== undefined) yield [id, status];
    }
  }

  completed(): boolean {
    const states = [...this.#states.values()];
    switch (this.#exitStatus) {
      case 0: // All passed.
      case 1: // Some failed.
      case 5: // There were none.
        // `pytest.exit(returncode=0)` and the like leave tests that never began.
        return states.every((state) => state.begun && !state.running);
      case 2: // Interrupted; pytest also says so where it stops because of collection errors.
        return this.collectionErrors.size > 0 && !states.some((state) => state.begun);
      default:
        return false;
    }
  }

  #addReport(report: TestReport): void {
    const state = this.#state(report.id);
    state.begun = true;
    // What reports for a process that died knows no phase, and no end follows.
    if (!['setup', 'call', 'teardown'].includes(report.when)) state.running = false;
    const status = statusOf(report);
    // Any other outcome, such as `rerun`, says that the test runs again.
    state.status = status === undefined ? undefined : mergeStatus(state.status, status);
  }

  #state(id: string): TestState {
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    const state = { status: undefined, begun: false, running: false };
    this.#states.set(id, state);
    return state;
  }
}

function statusOf({ when, outcome, wasXfail }: TestReport): TestStatus | undefined {
  if (outcome === 'passed') return wasXfail ? 'xpassed' : 'passed';
  if (outcome === 'skipped') return wasXfail ? 'xfailed' : 'skipped';
  if (outcome === 'failed') return when === 'call' ? 'failed' : 'error';
  return undefined;
}
