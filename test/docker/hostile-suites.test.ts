import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBaseline, validate, type Baseline, type BugCandidate, type ValidationResult } from 'bugsmith';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { baseImage, expectNothingLeft } from './engine.ts';
import { breakDouble, breaksDouble, broken, doing, double, half, project } from './candidates.ts';

const timeoutMs = 15_000;
let runtime: DockerRuntime;
/** Made once, before any of them: what one of them changed for others would make a difference to it. */
let baseline: Baseline;
beforeAll(async () => {
  const limits = { memoryBytes: 536_870_912, processes: 100, filesBytes: 67_108_864 };
  runtime = new DockerRuntime({ image: baseImage, limits });
  baseline = await createBaseline(project, { runtime, timeoutMs });
});
afterAll(async () => {
  await runtime.dispose();
  await expectNothingLeft(runtime.runId);
});

/** Validates a candidate between two others, which must come out as if it had not been there. */
async function validateBetween(
  candidate: BugCandidate,
  selection?: 'all',
): Promise<ValidationResult | undefined> {
  const results = await Array.fromAsync(
    validate([breaksDouble, candidate, breakDouble('after', 4)], {
      repository: project,
      runtime,
      baseline: selection === undefined ? baseline : undefined,
      timeoutMs,
      selection,
      order: 'candidates',
    }),
  );
  const untouched = {
    status: 'valid',
    failToPass: [double],
    passToPass: [half],
    failToFail: [broken],
    passToFail: [],
  };
  expect(results).toMatchObject([untouched, { candidate }, { ...untouched, candidate: { id: 'after' } }]);
  return results[1];
}

const unchanged = {
  status: 'no-test-broken',
  failToPass: [],
  passToPass: [double, half],
  failToFail: [broken],
};
const importFails = { status: 'valid', failToPass: [double], passToPass: [half] };
const forkBomb = 'while True:\n    try:\n        os.fork()\n    except OSError:\n        pass';
const bombInBackground = `import os\nif os.fork() == 0:\n    os.setsid()\n    ${forkBomb.replaceAll('\n', '\n    ')}\n`;
/** Of a command whose processes left no room to end them otherwise. */
const lostFiles: unknown = expect.objectContaining({
  code: 'CONTAINER',
  message: expect.stringContaining(
    'left processes behind that only a restart of the container could end',
  ) as string,
});

/** What a module does when it is imported, and what becomes of the candidate: this, or one of these. */
const hostile: Readonly<
  Record<
    string,
    { readonly code: string; readonly result: object | readonly object[]; readonly selection?: 'all' }
  >
> = {
  'starts processes without end': {
    code: `import os\n${forkBomb}`,
    result: { status: 'timed-out' },
  },
  'starts processes without end in the background and ends': {
    code: `${bombInBackground}import time\ntime.sleep(1)`,
    // The suite needs no other process: it may get through, which takes long, and is then right.
    result: [unchanged, { status: 'timed-out' }, { status: 'errored', error: lostFiles }],
  },
  'takes all memory': {
    code: 'kept = []\nwhile True:\n    kept.append(bytearray(10_000_000))',
    // Python is killed, or told that there is none, but other tests may have run before.
    result: { status: expect.stringMatching(/^(?:valid|no-test-kept)$/) as string },
  },
  'prints without end': {
    // In a run of its own, whose output is the command's.
    selection: 'all',
    // Past what pytest puts aside: its first streams are still open.
    code: [
      'import os',
      'outputs = [fd for fd in os.listdir("/proc/self/fd") if "pipe:" in (os.path.exists(f"/proc/self/fd/{fd}") and os.readlink(f"/proc/self/fd/{fd}") or "")]',
      'assert outputs',
      // Some are read by nobody.
      'for fd in outputs:',
      '    os.set_blocking(int(fd), False)',
      'while True:',
      '    for fd in outputs:',
      '        try:',
      '            os.write(int(fd), b"x" * 65536)',
      '        except OSError:',
      '            pass',
    ].join('\n'),
    result: { status: 'timed-out', testOutput: expect.stringContaining('bytes left out') as string },
  },
  'fills its file system': {
    code: 'open("large", "wb").write(b"x" * 200_000_000)',
    result: importFails,
  },
  'writes outside its folder': {
    code: 'open("/usr/lib/python3/dist-packages/injected.pth", "w").write("import os; os._exit(0)")',
    result: importFails,
  },
  'writes where everybody may': {
    code: [
      'import os',
      'for place in ["/tmp", "/var/tmp", "/dev/shm", os.environ["HOME"], "/bugsmith/sandbox"]:',
      '    open(os.path.join(place, "conftest.py"), "w").write("raise SystemExit(3)")',
      'for place in ["tests", "."]:',
      '    open(os.path.join(place, "conftest.py"), "w").write("raise SystemExit(3)")',
      'open("pkg/numbers.py", "w").write("raise SystemExit(3)")',
    ].join('\n'),
    // Its own tests see what it wrote.
    result: {},
  },
  'tries the network': {
    code: 'import socket\nsocket.create_connection(("1.1.1.1", 53), 2)',
    result: importFails,
  },
  'leaves a process in the background': {
    code: [
      'import subprocess',
      'subprocess.Popen(["setsid", "sh", "-c", "while :; do echo raise SystemExit > /testbed/pkg/numbers.py; done"])',
    ].join('\n'),
    result: {},
  },
  'kills everything it can': {
    code: 'import os\nos.kill(-1, 9)',
    result: {},
  },
};

describe('a suite that', () => {
  it.each(Object.keys(hostile))('%s harms nothing but its own result', async (name) => {
    const { code = '', result = {}, selection } = hostile[name] ?? {};
    const outcomes = [result].flat().map((one): unknown => expect.objectContaining(one));
    expect(await validateBetween(doing('hostile', code), selection)).toBeOneOf(outcomes);
  });

  it('does nothing special is left as it is', async () => {
    expect(await validateBetween(doing('harmless', 'OTHER = 2'))).toMatchObject(unchanged);
  });
});

describe('a command that leaves processes which start others without end', () => {
  it('has its own exit code and files, or fails, and nothing runs afterwards', async () => {
    const sandbox = await runtime.createSandbox({ repository: project });
    const countProcesses = async (): Promise<string> =>
      (await sandbox.exec({ command: 'set -- /proc/[0-9]*; echo $#' })).stdout;
    const before = await countProcesses();
    const ending = 'import time\ntime.sleep(1)\nopen("ended", "w").close()\nos._exit(7)';
    const outcome: unknown = await sandbox
      .exec({ command: ['python3', '-c', `${bombInBackground}${ending}`] })
      .catch((error: unknown) => error);
    const isKept = (await sandbox.readFile('ended')) !== null;
    const expected: unknown = isKept
      ? expect.objectContaining({ exitCode: 7, timedOut: false, stderr: '' })
      : lostFiles;
    expect(outcome).toEqual(expected);
    expect(await countProcesses()).toBe(before);
    await sandbox.remove();
  });
});
