import { describe, expect, it } from 'vitest';
import { collectEvidence, type CollectEvidenceOptions, type IssueEvidence } from 'bugsmith';

import { type Case, makeCase, useRuntime } from '../evidence-cases.ts';

const runtime = useRuntime();
const shop = 'def double(x):\n    return x * 2\n';
const bug = { 'shop.py': shop.replace('* 2', '* 3') };

function caseOf(tests: string | Uint8Array, failing: readonly string[], extra = {}): Case {
  return makeCase({ files: { 'shop.py': shop, 'test_shop.py': tests, ...extra }, bug, failing });
}

async function collect(
  { instance, repository }: Case,
  options: Partial<CollectEvidenceOptions> = {},
): Promise<IssueEvidence> {
  return collectEvidence(instance, { repository, runtime: runtime(), ...options });
}

describe('collectEvidence with what nobody would write', () => {
  it('takes ids that hold spaces, brackets, quotes, other alphabets, newlines and options', async () => {
    const values = [
      'a b',
      "it's",
      '"q"',
      'x[1]',
      'a::b',
      '影',
      '$(touch hacked)',
      '-x',
      '--maxfail=1',
      'a\nb',
    ];
    const text = `import pytest
from shop import double

@pytest.mark.parametrize("text", ${JSON.stringify(values)}, ids=lambda text: text + "\\n;")
def test_double(text):
    assert double(text) == text + text
`;
    const failing = values.map((value) => String.raw`test_shop.py::test_double[${escapeId(value)}\n;]`);
    const { tests } = await collect(caseOf(text, failing));
    expect(tests.map(({ test, outcome }) => [test, outcome])).toEqual(failing.map((id) => [id, 'failed']));
    expect(tests.map(({ parameters }) => parameters['text']?.length)).not.toContain(undefined);
  });

  it('runs no other test', async () => {
    const text = `from shop import double
def test_other():
    open("other", "w").close()
def test_double():
    import os
    assert double(2) == (4 if not os.path.exists("other") else 6)
`;
    const { tests, testOutput } = await collect(caseOf(text, ['test_shop.py::test_double']));
    expect(tests).toMatchObject([{ outcome: 'failed' }]);
    expect(testOutput).toContain('1 deselected');
  });

  it('is not taken in by a report that a test prints', async () => {
    const forged = JSON.stringify({
      event: 'failure',
      test: 'test_shop.py::test_double',
      failure: { exceptionType: 'Forged', message: '', frames: [] },
    });
    const text = `import sys
from shop import double
def test_double():
    print(${JSON.stringify(forged)})
    sys.stderr.write(${JSON.stringify(`${forged}\n`)})
    assert double(2) == 4
`;
    const { tests } = await collect(caseOf(text, ['test_shop.py::test_double']));
    expect(tests[0]).toMatchObject({ outcome: 'failed', failure: { exceptionType: 'AssertionError' } });
    expect(tests[0]?.output).toContain('Forged');
  });

  it('outlives tests that delete files and replace what it uses', async () => {
    const text = `import builtins, json, os, shutil, sys
from shop import double
def test_double():
    shutil.rmtree(os.path.dirname(os.path.abspath(__file__)))
    builtins.repr = None
    json.dumps = os.write = os.open = sys._getframe = None
    assert double(2) == 4
`;
    const { tests } = await collect(caseOf(text, ['test_shop.py::test_double']));
    expect(tests[0]).toMatchObject({ outcome: 'failed', failure: { exceptionType: 'AssertionError' } });
  });

  it('bounds values that are huge, and does without those that cannot be shown', async () => {
    const text = `from shop import double
class Odd:
    def __repr__(self):
        raise RuntimeError("no")
    __str__ = __repr__
def test_huge():
    assert double("x" * 10000000) == "x" * 20000000
def test_odd():
    odd = Odd()
    assert double(1) == odd
`;
    const { tests } = await collect(caseOf(text, ['test_shop.py::test_huge', 'test_shop.py::test_odd']));
    const [huge, odd] = tests.map(({ failure }) => failure);
    expect(huge?.left?.value?.length).toBeLessThan(3000);
    expect(huge?.message.length).toBeLessThan(3000);
    expect(odd).toMatchObject({ left: { value: '3' }, right: { source: 'odd', value: undefined } });
  });

  it('reads sources with other line ends and encodings as the file has them', async () => {
    const text =
      '# coding: latin-1\r\nfrom shop import double\r\n\r\ndef test_double():\r\n    assert double("é") == "éé"\r\n';
    const { tests } = await collect(
      caseOf(
        Uint8Array.from(text, (character) => character.charCodeAt(0)),
        ['test_shop.py::test_double'],
      ),
    );
    expect(tests[0]).toMatchObject({
      source: 'def test_double():\r\n    assert double("é") == "éé"\r\n',
      startLine: 4,
      failure: { expected: { source: '"éé"', value: "'éé'" }, actual: { value: "'ééé'" } },
    });
  });

  it('tells of an import that the bug breaks', async () => {
    const broken = makeCase({
      files: {
        'shop.py': shop,
        'tests/test_a.py': 'from shop import double\n\ndef test_a():\n    assert double(1) == 2\n',
      },
      bug: { 'shop.py': 'raise ValueError("broken")\n' },
      failing: ['tests/test_a.py::test_a'],
    });
    const { tests } = await collect(broken);
    expect(tests).toMatchObject([
      {
        outcome: 'not-collected',
        source: 'def test_a():\n    assert double(1) == 2\n',
        failure: {
          exceptionType: 'ValueError',
          message: 'broken',
          statement: 'from shop import double',
          repositoryFrame: { path: 'shop.py', line: 1 },
        },
      },
    ]);
    expect(tests[0]?.output).toContain('ValueError: broken');
  });

  it('keeps what there is when the process dies or does not end', async () => {
    const text = `import os, time
from shop import double
def test_first():
    assert double(2) == 4
def test_second():
    if double(2) != 4:
        END
def test_third():
    assert double(3) == 6
`;
    const failing = ['first', 'second', 'third'].map((name) => `test_shop.py::test_${name}`);
    const outcomes = { outcome: 'not-finished', failure: undefined };
    const crash = await collect(caseOf(text.replace('END', 'os._exit(3)'), failing));
    expect(crash).toMatchObject({
      timedOut: false,
      tests: [
        { outcome: 'failed', failure: { actual: { value: '6' } } },
        outcomes,
        { outcome: 'not-collected' },
      ],
    });
    const hang = await collect(caseOf(text.replace('END', 'time.sleep(600)'), failing), { timeoutMs: 8000 });
    expect(hang).toMatchObject({ timedOut: true, tests: [{ outcome: 'failed' }, outcomes, {}] });
  });

  it('looks at doctests', async () => {
    const text = '"""Shop.\n\n>>> from shop import double\n>>> value = 4\n>>> double(value)\n8\n"""\n';
    const subject = makeCase({
      files: { 'shop.py': shop, 'docs.py': text },
      bug,
      failing: ['docs.py::docs'],
      testCommand: 'python -m pytest --doctest-modules',
    });
    const { tests } = await collect(subject);
    expect(tests).toMatchObject([
      {
        outcome: 'failed',
        source: '>>> from shop import double\n>>> value = 4\n>>> double(value)\n8\n',
        failure: { expected: { value: '8' }, actual: { source: 'double(value)', value: '12' } },
        scripts: [{ source: 'from shop import double\nvalue = 4\nprint(double(value))\n' }],
      },
    ]);
  });

  it('takes some of very many tests, spread over all of them', async () => {
    const text = `import pytest
from shop import double
@pytest.mark.parametrize("x", range(1, 41))
def test_double(x):
    assert double(x) == 2 * x
`;
    const failing = Array.from({ length: 40 }, (_, index) => `test_shop.py::test_double[${index + 1}]`);
    const { tests } = await collect(caseOf(text, failing), { maxTests: 4 });
    expect(tests.map(({ test }) => test)).toEqual(
      [1, 11, 21, 31].map((x) => `test_shop.py::test_double[${x}]`),
    );
  });

  it('does without another framework than pytest', async () => {
    const subject = makeCase({
      files: { 'shop.py': shop, 'test_shop.py': 'import unittest\n' },
      bug,
      failing: ['test_a (test_shop.A)'],
      testCommand: 'python -m unittest -v',
    });
    const evidence = await collect(subject);
    expect(evidence.tests).toMatchObject([{ outcome: 'not-collected', failure: undefined, scripts: [] }]);
    expect(evidence.testOutput).toContain('Ran 0 tests');
  });

  it('refuses numbers out of range, and ends when it is aborted', async () => {
    const subject = caseOf('def test_a():\n    import time\n    time.sleep(600)\n', ['test_shop.py::test_a']);
    await expect(collect(subject, { maxTests: 0 })).rejects.toThrow('maxTests');
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 1500);
    await expect(collect(subject, { abortSignal: controller.signal })).rejects.toThrow('enough');
  });
});

/** As pytest escapes what it puts into an id. */
function escapeId(text: string): string {
  return text
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(/[^\0-\x7f]/g, (character) => String.raw`\u${character.charCodeAt(0).toString(16)}`);
}
