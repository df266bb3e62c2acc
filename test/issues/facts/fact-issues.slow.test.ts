import { describe, expect, it } from 'vitest';
import {
  collectEvidence,
  factIssues,
  type FactIssuesOptions,
  type IssueEvidence,
  type TestEvidence,
} from 'bugsmith';

import { createRandom } from '../../../src/strategies/random.ts';
import { type Case, makeCase, useRuntime } from '../evidence-cases.ts';

const runtime = useRuntime();
type Outcome = Awaited<ReturnType<ReturnType<typeof factIssues>['write']>>;

async function write(
  { instance, repository }: Case,
  options: FactIssuesOptions = {},
  { seed = 1, scripts }: { readonly seed?: number; readonly scripts?: readonly string[] } = {},
): Promise<Outcome> {
  const evidence = async (): Promise<IssueEvidence> => {
    const collected = await collectEvidence(instance, { repository, runtime: runtime() });
    if (scripts === undefined) return collected;
    const drafts = scripts.map((source) => ({
      source,
      kind: 'slice' as const,
      subject: 'double',
      expectedException: undefined,
    }));
    const tests = collected.tests.map((test): TestEvidence => ({ ...test, scripts: drafts }));
    return { ...collected, tests };
  };
  return factIssues(options).write(
    {
      instance,
      repository,
      runtime: runtime(),
      evidence,
      random: createRandom(seed),
      statement: 0,
      rejected: [],
    },
    { abortSignal: new AbortController().signal },
  );
}

function scriptOf(outcome: Outcome): unknown {
  return outcome.status === 'written' ? outcome.facts?.['script'] : outcome;
}

const shop = `class Cart:
    def __init__(self, prices=()):
        self.prices = list(prices)

    def add(self, price):
        self.prices.append(price)

    def total(self):
        return sum(self.prices)


def double(x):
    return x * 2


def positive(x):
    if x < 0:
        raise ValueError("must not be negative")
    return x


def tags():
    return {"red", "green", "blue"}
`;
const bug = shop
  .replace('sum(self.prices)', 'sum(self.prices[1:])')
  .replace('x * 2', 'x * 3')
  .replace('if x < 0', 'if x < -99')
  .replace('{"red", "green", "blue"}', '{"red", "green", "black"}');

function shopCase(tests: string, failing: string, extra: Readonly<Record<string, string>> = {}): Case {
  return makeCase({
    files: { 'shop/__init__.py': shop, 'tests/test_shop.py': tests, ...extra },
    bug: { 'shop/__init__.py': bug },
    failing: [`tests/test_shop.py::${failing}`],
  });
}

describe('factIssues', () => {
  it('writes what was done, what came of it and what should have', async () => {
    const subject = shopCase(
      'import os\nimport pytest\nfrom shop import Cart, double\n\ndef test_double():\n    unrelated = os.getcwd()\n    values = [1, 2]\n    assert double(values) == [1, 2, 1, 2]\n',
      'test_double',
    );
    const outcome = await write(subject);
    expect(outcome).toMatchObject({ status: 'written', costUsd: 0, facts: { reproduction: 'output' } });
    const { text } = outcome as Outcome & { text: string };
    expect(text).toContain('from shop import double\n\nvalues = [1, 2]\nprint(double(values))\n');
    expect(text).toContain('[1, 2, 1, 2]');
    expect(text).toContain('[1, 2, 1, 2, 1, 2]');
    expect(text).not.toMatch(/\btests?\b|pytest|x \* [23]|unrelated/i);
    expect(await write(subject)).toEqual(outcome);
    const others = await Promise.all([2, 3, 4].map((seed) => write(subject, {}, { seed })));
    expect(new Set([outcome, ...others].map((each) => (each as { text: string }).text)).size).toBeGreaterThan(
      2,
    );
  });

  it.each([
    [
      'parameters, written where they stand',
      'import pytest\nfrom shop import double\n\n@pytest.mark.parametrize("x, y", [(1, 2), (3, 6)])\ndef test_a(x, y):\n    assert double(x) == y\n',
      'test_a[3-6]',
      'from shop import double\n\nprint(double(3))\n',
    ],
    [
      'parameters that are no plain values, in the words of the file',
      'import pytest\nfrom shop import Cart\n\n@pytest.mark.parametrize("cart", [Cart([1, 2])], ids=["c"])\ndef test_a(cart):\n    assert cart.total() == 3\n',
      'test_a[c]',
      'from shop import Cart\n\nprint(Cart([1, 2]).total())\n',
    ],
    [
      'fixtures of other files, and fixtures of those',
      'def test_a(cart):\n    cart.add(4)\n    assert cart.total() == 7\n',
      'test_a',
      'from shop import Cart\n\nprices = [1, 2]\ncart = Cart(prices)\ncart.add(4)\nprint(cart.total())\n',
    ],
    [
      'helpers and constants of the test module',
      'from shop import double\n\nWANTED = {1: 2}\n\ndef check(x):\n    """Checks."""\n    assert double(x) == WANTED[x]\n\ndef test_a():\n    check(1)\n',
      'test_a',
      'from shop import double\n\nprint(double(1))\n',
    ],
    [
      'loops, by the turn that failed',
      'from shop import double\n\ndef test_a():\n    for x, y in [(0, 0), (5, 10)]:\n        assert double(x) == y\n',
      'test_a',
      'from shop import double\n\nprint(double(5))\n',
    ],
    [
      'set-up methods and attributes of unittest',
      'import unittest\nfrom shop import Cart\n\nclass TestA(unittest.TestCase):\n    extra = 5\n\n    def setUp(self):\n        self.other = Cart()\n        self.cart = Cart([1])\n\n    def test_a(self):\n        self.cart.add(self.extra)\n        self.assertEqual(6, self.cart.total())\n',
      'TestA::test_a',
      'from shop import Cart\n\nextra = 5\n\ncart = Cart([1])\ncart.add(extra)\nprint(cart.total())\n',
    ],
    [
      'methods of a test class',
      'from shop import double\n\nclass TestA:\n    def run(self, x):\n        return double(x)\n\n    def test_a(self):\n        assert self.run(2) == 4\n',
      'TestA::test_a',
      'from shop import double\n\n\ndef run(x):\n    return double(x)\n\n\nprint(run(2))\n',
    ],
    [
      'exceptions that should be raised',
      'import pytest\nfrom shop import positive\n\ndef test_a():\n    with pytest.raises(ValueError):\n        positive(-1)\n',
      'test_a',
      'from shop import positive\n\ntry:\n    print(positive(-1))\nexcept ValueError as error:\n    print(f"{type(error).__name__}: {error}")\n',
    ],
    [
      'names imported with a star',
      'from shop import *\n\ndef test_a():\n    assert double(2) == 4\n',
      'test_a',
      'from shop import double\n\nprint(double(2))\n',
    ],
  ])('makes a program of %s', async (_, tests, failing, script) => {
    const conftest =
      'import pytest\nfrom shop import Cart\n\n@pytest.fixture\ndef prices():\n    return [1, 2]\n\n@pytest.fixture\ndef cart(prices):\n    made = Cart(prices)\n    yield made\n    made.prices.clear()\n';
    const outcome = await write(shopCase(tests, failing, { 'tests/conftest.py': conftest }));
    expect(scriptOf(outcome)).toBe(script);
  });

  it('shows sets in an order that is the same for everyone', async () => {
    const outcome = await write(
      shopCase(
        'from shop import tags\n\ndef test_a():\n    assert tags() == {"red", "green", "blue"}\n',
        'test_a',
      ),
    );
    expect(scriptOf(outcome)).toBe('from shop import tags\n\nprint(sorted(tags()))\n');
  });

  it('shows an exception with its calls, but not those on changed lines, nor where it ran', async () => {
    const lines = (body: string): string =>
      `def outer(x):\n    return middle(x)\n\n\n${'# -\n'.repeat(9)}\ndef middle(x):\n    return inner(x)\n\n\n${'# -\n'.repeat(9)}\ndef inner(x):\n    ${body}\n`;
    const subject = makeCase({
      files: {
        'shop.py': lines('return x.upper()'),
        'test_shop.py': 'import shop\n\ndef test_a():\n    assert shop.outer("a") == "A"\n',
      },
      bug: { 'shop.py': lines('return x.uper()') },
      failing: ['test_shop.py::test_a'],
    });
    const outcome = await write(subject);
    expect(outcome).toMatchObject({ status: 'written', facts: { reproduction: 'exception' } });
    const { text } = outcome as Outcome & { text: string };
    expect(text).toContain('  File "shop.py", line 2, in outer\n    return middle(x)\n');
    expect(text).toContain("  ...\nAttributeError: 'str' object has no attribute 'uper'");
    expect(text).not.toContain('x.uper');
    expect(text).not.toMatch(/\/tmp|bugsmith|sandbox/);
  });

  it('tells of a package that cannot even be imported', async () => {
    const subject = makeCase({
      files: {
        'shop.py': 'x = 1\n',
        'test_shop.py': 'from shop import x\n\ndef test_a():\n    assert x == 1\n',
      },
      bug: { 'shop.py': 'x = 1 / 0\n' },
      failing: ['test_shop.py::test_a'],
    });
    const outcome = await write(subject);
    expect(scriptOf(outcome)).toBe('from shop import x\n');
    expect((outcome as { text: string }).text).toContain('ZeroDivisionError: division by zero');
  });

  describe('keeps only programs that show the difference, and always do', () => {
    const subject = shopCase(
      'from shop import double\n\ndef test_a():\n    assert double(2) == 4\n',
      'test_a',
    );
    it.each([
      ['one that fails on the clean code', 'raise SystemExit(1)\n', 'fails-on-clean-code'],
      ['one that does the same on both', 'print(1)\n', 'shows-no-difference'],
      [
        'one that prints something else each time',
        'import shop, time\nprint(shop.double(2), time.time_ns())\n',
        'varies',
      ],
      ['one that prints a set', 'import shop\nprint({str(x) for x in range(9)}, shop.double(2))\n', 'varies'],
      ['one that hangs', 'while True:\n    pass\n', 'fails-on-clean-code'],
      [
        'one that leaves processes behind',
        'import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint(1)\n',
        'shows-no-difference',
      ],
      ['one that prints without end', 'while True:\n    print("x" * 1000)\n', 'fails-on-clean-code'],
      ['one that ends its process', 'import os, shop\nos._exit(shop.double(2) - 4)\n', 'shows-no-difference'],
    ])('not %s', async (_, source, problem) => {
      const outcome = await write(subject, { timeoutMs: 2000 }, { scripts: [source] });
      expect(outcome).toMatchObject({
        status: 'not-written',
        reason: 'not-reproduced',
        facts: { problems: { [problem]: 1 } },
      });
    });

    it('goes on to the next, and is not disturbed by what one leaves behind', async () => {
      const good = 'from shop import double\nprint(double(2))\n';
      const rude = 'import shutil, os, shop\nopen("double.py", "w").close()\nprint(shop.double(2) and 1)\n';
      const outcome = await write(subject, {}, { scripts: [rude, good] });
      expect(scriptOf(outcome)).toBe(good);
    });
  });

  it('says why there is none', async () => {
    const passing = shopCase('def test_a():\n    pass\n', 'test_a');
    expect(await write(passing)).toMatchObject({ status: 'not-written', reason: 'no-failure', costUsd: 0 });
    const odd = shopCase(
      'from shop import double\n\ndef test_a(monkeypatch):\n    monkeypatch.setenv("A", str(double(2)))\n    import os\n    assert int(os.environ["A"]) * len(vars(monkeypatch)) == double(2) + 1\n',
      'test_a',
    );
    expect(await write(odd)).toMatchObject({
      status: 'not-written',
      reason: expect.stringMatching(/^no/) as string,
    });
  });

  it('writes without a program when that is preferred only', async () => {
    const subject = shopCase(
      'from shop import double\n\ndef test_a():\n    assert double(2) == 4\n',
      'test_a',
    );
    const outcome = await write(subject, { reproduction: 'preferred' }, { scripts: ['print(1)\n'] });
    expect(outcome).toMatchObject({ status: 'written', facts: { reproduction: null } });
    expect((outcome as { text: string }).text).toContain('double(2)');
    expect((outcome as { text: string }).text).not.toMatch(/\btest/i);
  });

  it('refuses numbers out of range', () => {
    expect(() => factIssues({ maxScripts: 0 })).toThrow('maxScripts');
    expect(() => factIssues({ timeoutMs: 0 })).toThrow('timeoutMs');
  });
});
