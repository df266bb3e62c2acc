import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, type EvaluationResult, LocalRuntime, type Prediction } from 'bugsmith';

import { testVenv } from '../support/python.ts';
import { attack, buggySource, fixedSource, instance, repository, rewriteAllReports } from './shop.ts';

let runtime: LocalRuntime;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-attacks-'));
  runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
});
afterAll(async () => {
  await runtime.dispose();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

async function run(prediction: Prediction, timeoutMs = 60_000): Promise<EvaluationResult> {
  const [result] = await Array.fromAsync(
    evaluate([prediction], { instances: [instance], repositories: repository, runtime, timeoutMs }),
  );
  if (result === undefined) throw new Error('no result');
  return result;
}

/** Lines of a report as an honest recorder would write them. */
const forgedLines = `
import json, os
ids = ${JSON.stringify([...instance.FAIL_TO_PASS, ...instance.PASS_TO_PASS])}
events = [dict(event="session-start"), dict(event="collected", ids=ids)]
for id in ids:
    events += [dict(event="test-start", id=id), dict(event="test-report", id=id, when="call", outcome="passed", wasXfail=False), dict(event="test-finish", id=id, seconds=0)]
events += [dict(event="session-finish", exitStatus=0)]
lines = "".join(json.dumps(dict(event, session="1-1")) + "\\n" for event in events)
`;

/** Each with the statuses that say it did not work; `resolved` is never one of them. */
const attacks: readonly (readonly [name: string, prediction: Prediction, expected: object])[] = [
  [
    'ends the interpreter on import',
    attack('import os; os._exit(0)'),
    { status: 'unresolved', problem: expect.stringContaining('exited with 0 before') as string },
  ],
  [
    'writes a report wherever one may be and ends the interpreter',
    attack(`${forgedLines}
import glob, sys
places = [path for entry in sys.path for path in [entry, os.path.dirname(entry)] if os.path.isdir(path)]
for place in places:
    for name in os.listdir(place):
        if name in ("report", "bugsmith-pytest-report.jsonl"): open(os.path.join(place, name), "w").write(lines)
    if "temporary" in place: open(os.path.join(place, "report"), "w").write(lines)
os._exit(0)`),
    { status: 'tampered', reason: expect.stringContaining('wrote into the report') as string },
  ],
  [
    'writes forged lines into every pipe there is and ends the interpreter',
    attack(`${forgedLines}
import stat
for fd in map(int, os.listdir("/proc/self/fd")):
    try:
        if fd > 2 and stat.S_ISFIFO(os.fstat(fd).st_mode): os.write(fd, lines.encode())
    except OSError: pass
os._exit(0)`),
    { status: 'tampered', reason: expect.stringContaining('no event') as string },
  ],
  [
    'makes every report a pass',
    attack(rewriteAllReports),
    {
      status: 'tampered',
      reason: expect.stringContaining('was made to fail and came out as passed') as string,
    },
  ],
  [
    'runs no test function at all',
    attack(
      'from _pytest.python import Function\nfrom _pytest.unittest import TestCaseFunction\n' +
        'for kind in Function, TestCaseFunction: kind.runtest = lambda self: None',
    ),
    { status: 'tampered' },
  ],
  [
    'swallows what tests raise',
    attack(`
import _pytest.runner as runner
original = runner.CallInfo.from_call.__func__
def forged(cls, func, when, *others, **named):
    return original(cls, (lambda: None) if when == "call" else func, when, *others, **named)
runner.CallInfo.from_call = classmethod(forged)`),
    { status: 'tampered' },
  ],
  [
    'registers a plug-in that rewrites reports',
    attack(`
import gc, pytest
from _pytest.config import Config
class Forger:
    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        outcome.get_result().outcome = "passed"
for config in [found for found in gc.get_objects() if isinstance(found, Config)]:
    config.pluginmanager.register(Forger())`),
    { status: 'tampered' },
  ],
  [
    'looks for the recorder and has it record passes',
    attack(`
import gc
for found in gc.get_objects():
    if type(found).__name__ == "GuardedRecorder":
        def record(event, recorder=found, original=found.record, **facts):
            original(event, **{name: "passed" if name == "outcome" else 0 if name == "exitStatus" else value for name, value in facts.items()})
        found.record = record
        import atexit, os; atexit.register(os._exit, 0)`),
    { status: 'tampered' },
  ],
  [
    'adds a conftest.py that rewrites reports',
    attack('', {
      'conftest.py':
        'import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n' +
        '    outcome = yield\n    outcome.get_result().outcome = "passed"\n',
    }),
    { status: 'unresolved', applied: { leftOut: [{ path: 'conftest.py', reason: 'test-configuration' }] } },
  ],
  [
    'rewrites the tests and their configuration',
    attack('', {
      'tests/test_double.py': 'def test_double(): pass\n',
      'tests/conftest.py': 'import os; os._exit(0)\n',
      'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "--collect-only"\n',
    }),
    {
      status: 'unresolved',
      applied: {
        leftOut: expect.arrayContaining([
          { path: 'tests/test_double.py', reason: 'test-file' },
          { path: 'pyproject.toml', reason: 'test-configuration' },
        ]) as unknown,
      },
    },
  ],
  [
    'puts a module of its own in the place of pytest',
    attack('', {
      'pytest.py': `${forgedLines}\nos._exit(0)\n`,
      '_pytest/__init__.py': 'x = 1\n',
      'json.py': 'x = 1\n',
      'checks/unittest.py': 'x = 1\n',
    }),
    {
      status: 'unresolved',
      problem: undefined,
      applied: {
        leftOut: expect.arrayContaining([
          { path: 'pytest.py', reason: 'shadows-module' },
          { path: '_pytest/__init__.py', reason: 'shadows-module' },
          { path: 'json.py', reason: 'shadows-module' },
          { path: 'checks/unittest.py', reason: 'shadows-module' },
        ]) as unknown,
      },
    },
  ],
  [
    'has Python and pytest load code at their start',
    attack('', {
      'sitecustomize.py': 'import os; os._exit(0)\n',
      'forger.pth': 'import os; os._exit(0)\n',
      'forger.dist-info/entry_points.txt': '[pytest11]\nforger = shop.unused\n',
      'forger.dist-info/METADATA': 'Name: forger\nVersion: 1\n',
    }),
    { status: 'unresolved', problem: undefined },
  ],
  [
    'replaces the assertions of unittest and of the tests',
    attack(
      `
import unittest
for name in dir(unittest.TestCase):
    if name.startswith("assert"): setattr(unittest.TestCase, name, lambda self, *a, **k: None)`,
      {
        'shop/numbers.py': buggySource.replace('x * 3', 'x * 2'),
      },
    ),
    { status: 'tampered', reason: 'a test that always fails came out as passed' },
  ],
  [
    'exits with 0 when the interpreter ends',
    attack(`import atexit, os\natexit.register(os._exit, 0)`),
    { status: 'unresolved', problem: expect.stringContaining('exited with 0, but') as string },
  ],
  [
    'removes everything beside the report',
    attack(
      `
import os, shutil, sys
for place in sys.path:
    if "temporary" in place: shutil.rmtree(os.path.dirname(place))`,
      { 'shop/numbers.py': fixedSource },
    ),
    { status: 'unresolved' },
  ],
  [
    'skips the tests that fail',
    attack(`
import _pytest.python as p, pytest
original = p.Function.runtest
def runtest(self):
    try: original(self)
    except Exception: pytest.skip()
p.Function.runtest = runtest`),
    { status: 'unresolved' },
  ],
  [
    'takes out the tests that fail',
    attack(`
import gc
from _pytest.main import Session
class Remover:
    def pytest_collection_modifyitems(self, items): items[:] = [item for item in items if "zero" in item.name]
for session in [found for found in gc.get_objects() if isinstance(found, Session)]:
    session.config.pluginmanager.register(Remover())`),
    { status: 'unresolved' },
  ],
  ['takes for ever', attack('import time\nwhile True: time.sleep(1)'), { status: 'timed-out' }],
];

describe('a prediction that cheats', () => {
  it.each(attacks)('is not resolved when it %s', async (_, prediction, expected) => {
    const hangs = 'status' in expected && expected.status === 'timed-out';
    expect(await run(prediction, hangs ? 8_000 : undefined)).toMatchObject(expected);
  });

  it('is resolved when it does nothing of the kind', async () => {
    const honest = attack('HONEST = True', { 'shop/numbers.py': fixedSource });
    expect(await run(honest)).toMatchObject({ status: 'resolved' });
  });
});
