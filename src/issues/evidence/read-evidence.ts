import { isPythonTestFile } from '../../languages/python/test-file.ts';
import {
  type CollectionEvent,
  readEvidenceEvents,
  type ReportedFailure,
  type ReportedScript,
  type TestEvent,
} from './evidence-event.ts';
import type {
  FailureEvidence,
  IssueEvidence,
  ScriptDraft,
  StackFrame,
  TestEvidence,
  ValueEvidence,
} from './issue-evidence.ts';

type State = {
  -readonly [Field in keyof TestEvidence]: TestEvidence[Field];
} & { hasStarted: boolean };

/** Reads what `bugsmith_evidence.py` wrote of the tests asked for, however little of it there is. */
export function readEvidence(
  report: string,
  run: { readonly tests: readonly string[]; readonly testOutput: string; readonly timedOut: boolean },
): IssueEvidence {
  const { testOutput, timedOut } = run;
  const states = new Map(run.tests.map((test) => [test, createState(test)]));
  let interpreter: string | undefined;
  for (const event of readEvidenceEvents(report)) {
    if (event.event === 'begun') interpreter = event.interpreter ?? undefined;
    else if (event.event === 'collection-error' || event.event === 'collection-failure') {
      for (const state of states.values())
        if (isBelow(state.path, event.path)) addCollectionError(state, event);
    } else if (event.event !== 'trouble') {
      const state = states.get(event.test);
      if (state !== undefined) addEvent(state, event);
    }
  }
  const tests = [...states.values()].map(({ hasStarted: _, ...test }) => test);
  return { testOutput, tests, timedOut, interpreter };
}

function createState(test: string): State {
  return {
    test,
    path: test.split('::', 1)[0] ?? test,
    source: undefined,
    startLine: undefined,
    parameters: {},
    outcome: 'not-collected',
    output: '',
    failure: undefined,
    scripts: [],
    hasStarted: false,
  };
}

/** Whether what could not be collected, a file or a directory, holds a file. */
function isBelow(path: string, collected: string): boolean {
  return collected === '' || path === collected || path.startsWith(`${collected}/`);
}

function addCollectionError(state: State, event: CollectionEvent): void {
  if (event.event === 'collection-error') state.output = event.output;
  else {
    state.failure = toFailure(event.failure);
    state.scripts = event.scripts.map(toScript);
  }
}

function addEvent(state: State, event: TestEvent): void {
  switch (event.event) {
    case 'source':
      state.path = event.path ?? state.path;
      state.source = event.source ?? state.source;
      state.startLine = event.line ?? state.startLine;
      return;
    case 'start':
      // A test that runs again is told of by its last run.
      if (!state.hasStarted) state.outcome = 'not-finished';
      state.hasStarted = true;
      return;
    case 'finish':
      if (state.outcome === 'not-finished') state.outcome = 'passed';
      return;
    case 'parameters':
      state.parameters = event.parameters;
      return;
    case 'ended':
      if (state.failure === undefined) state.outcome = event.outcome === 'skipped' ? 'skipped' : 'passed';
      return;
    case 'failed':
      // The first failure is the one to tell: a tear-down may fail because of it.
      if (state.failure !== undefined) return;
      state.outcome = event.when === 'call' ? 'failed' : 'error';
      state.output = event.output;
      state.failure = toFailure(event.failure);
      return;
    case 'failure':
      state.failure = toFailure(event.failure);
      return;
    case 'scripts':
      state.scripts = event.scripts.map(toScript);
  }
}

function toFailure(reported: ReportedFailure): FailureEvidence {
  const frames = reported.frames.map(({ source, ...frame }): StackFrame => ({
    ...frame,
    isTest: frame.isInRepository && isPythonTestFile(frame.path),
    source: source ?? undefined,
  }));
  return {
    exceptionType: reported.exceptionType,
    message: reported.message,
    statement: reported.statement ?? undefined,
    expression: reported.expression ?? undefined,
    operator: reported.operator ?? undefined,
    left: toValue(reported.left),
    right: toValue(reported.right),
    expected: toValue(reported.expected),
    actual: toValue(reported.actual),
    expectedException: reported.expectedException ?? undefined,
    frames,
    repositoryFrame: frames.findLast(({ isInRepository, isTest }) => isInRepository && !isTest),
  };
}

function toScript({ subject, expectedException, ...script }: ReportedScript): ScriptDraft {
  return { ...script, subject: subject ?? undefined, expectedException: expectedException ?? undefined };
}

function toValue(reported: ReportedFailure['left']): ValueEvidence | undefined {
  if (reported === null || reported === undefined) return undefined;
  return { source: reported.source ?? undefined, value: reported.value ?? undefined };
}
