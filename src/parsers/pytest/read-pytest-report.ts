import { mergeStatus } from '../merge-status.ts';
import type { TestRun, TestStatus } from '../test-output-parser.ts';
import { PytestSession } from './pytest-session.ts';
import { readReportEvent } from './report-event.ts';

/** Reads a report written by `bugsmith_pytest.py`, however little of it there is. */
export function readPytestReport(report: string): TestRun {
  const sessions = new Map<string, PytestSession>();
  const modules = new Map<string, string>();
  let damaged = false;
  for (const line of report.split('\n')) {
    if (line === '') continue;
    const event = readReportEvent(line);
    if (event === undefined) damaged = true;
    else if (event.event === 'modules') addEntries(modules, event.modules);
    else sessionOf(sessions, event.session).add(event);
  }
  const all = [...sessions.values()];
  return {
    tests: mergeTests(all),
    collectionErrors: [...new Set(all.flatMap((session) => [...session.collectionErrors]))],
    completed: !damaged && all.length > 0 && all.every((session) => session.completed()),
    modules,
    seconds: new Map(all.flatMap((session) => [...session.seconds])),
  };
}

function sessionOf(sessions: Map<string, PytestSession>, name: string): PytestSession {
  const known = sessions.get(name);
  if (known !== undefined) return known;
  const session = new PytestSession();
  sessions.set(name, session);
  return session;
}

function mergeTests(sessions: readonly PytestSession[]): Map<string, TestStatus> {
  const tests = new Map<string, TestStatus>();
  for (const session of sessions) {
    for (const [id, status] of session.statuses()) tests.set(id, mergeStatus(tests.get(id), status));
  }
  return tests;
}

function addEntries(target: Map<string, string>, entries: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(entries)) target.set(name, value);
}
