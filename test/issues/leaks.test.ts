import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLeaks, createPatch, type Leak, type LeakRule } from 'bugsmith';

const fixed = `"""What an order weighs and what shipping it costs."""

from shop.money import Money


class Parcel:
    def __init__(self, limit):
        self.limit = limit
        self.items = []

    def weight(self):
        """Add up the grams of all items, and the box they are in."""
        total = 0
        for item in self.items:
            total += item.grams * item.quantity
        return total + self.box_grams

    def fits(self, item):
        if self.weight() + item.grams > self.limit:
            return False
        else:
            return True
`;
const buggy = fixed
  .replace('item.grams * item.quantity', 'item.grams + item.quantity')
  .replace('item.grams > self.limit', 'item.grams >= self.limit')
  .replace('            return False', '            value = False\n            return value')
  .replace('        self.items = []\n', '');
const instance = {
  repo: 'swesmith/owner__shop.1a2b3c4d',
  patch: createPatch([{ path: 'src/shop/parcel.py', before: fixed, after: buggy }]),
  FAIL_TO_PASS: [
    'tests/test_parcel.py::TestParcel::test_weight_of_many[2-300]',
    'tests/test_parcel.py::test_fits',
    'shop/tests.py::ParcelTests::test',
  ],
};

const rulesOf = (text: string, rules?: readonly LeakRule[]): LeakRule[] => [
  ...new Set(checkLeaks(text, { instance, rules }).map(({ rule }) => rule)),
];

/** A report as people write them; nothing in it tells of the fix. */
const report = `Parcel.fits() says no to an item that fits exactly

Hi! Since the last update I cannot fill my parcels to the limit any more. I test with a parcel of 1000 grams:

\`\`\`python
from shop.parcel import Parcel
from shop.catalog import Item

parcel = Parcel(limit=1000)
for item in [Item(grams=400, quantity=1), Item(grams=600, quantity=1)]:
    if parcel.fits(item):
        parcel.add(item)
    else:
        print("does not fit", item)
print(parcel.weight())
\`\`\`

I expected \`1000\`, but the second item is refused and it prints \`400\`:

    Traceback (most recent call last):
      File "demo.py", line 20, in <module>
        assert parcel.weight() == 1000
    AssertionError

- Python 3.12 on macOS
- the docs say "Add up the grams of all items, and the box they are in"

The input data fails the check \`item.grams <= parcel.limit\` nowhere, so I'd guess it is in the code of \`fits\`. A quick
test with other numbers fails in the same way. Happy to send a patch, or to test one!`;

describe('a text that gives nothing away', () => {
  it('has no findings', () => {
    expect(checkLeaks(report, { instance })).toEqual([]);
  });

  it.each([
    'The total is off: `total` should be the weight times the quantity for each item, plus the box.',
    'It looks like `Parcel.weight` adds up things it should multiply.',
    'After `total += 1` my own counter is wrong too.',
    'This bug was introduced in 2.3.1, a patch release. It is a regression.',
    'The test data I pass fails to parse.',
    'All my checks pass but the result is wrong. The tests in your suite pass too, but they never try this.',
    'I tested it on Windows and it fails. Testing on Linux breaks nothing.',
    'My simple test fails, see below.',
    'This mutates the list it is given, a mutation nobody asked for. Dependency injection errors out.',
    'We monkey-patch `Parcel`; PATCH requests and `mock.patch` are not affected. Is it deliberate that this is an error?',
    'Line 12 of my input.csv is skipped, and `orders.py:15` is never reached.',
    '```diff\n--- expected\n+++ actual\n@@ -1 +1 @@\n-1000\n+400\n```',
    '- else: nothing\n+ return everything',
    'See src/shop/parcel.py, or `parcel.py`, around the class `Parcel`.',
    'File "src/shop/parcel.py", line 300, in fits',
    'class TestClient(Parcel):\n    def fits(self, item):\n        return True',
    'a test case with self.items = [] and return True',
    'the latest contest entry',
  ])('has none for %j', (text) => {
    expect(checkLeaks(text, { instance })).toEqual([]);
  });
});

describe('quotes-fix', () => {
  it.each([
    ['a line', 'It should be\n\n    total += item.grams * item.quantity\n'],
    ['a line written in another way', 'It should be `total+=item.grams  *item.quantity`.'],
    ['a line over two lines', 'total += (item.grams\n * item.quantity)'.replaceAll(/[()]/g, '')],
    ['what a line computes', 'I would multiply: `item.grams * item.quantity`.'],
    ['a condition', 'because of `self.weight() + item.grams > self.limit` I think'],
    ['the buggy line', 'In the traceback:\n      if self.weight() + item.grams >= self.limit:'],
    ['short lines together', 'value = False\n            return value'],
  ])('finds %s', (_, text) => {
    expect(rulesOf(text)).toEqual(['quotes-fix']);
  });

  it('says what it is and where', () => {
    const text = 'Use `item.grams * item.quantity`, not `item.grams + item.quantity`.';
    expect(checkLeaks(text, { instance })).toEqual<Leak[]>([
      {
        rule: 'quotes-fix',
        quote: 'item.grams * item.quantity',
        start: 5,
        end: 31,
        explanation: 'This is code of the fix.',
      },
      {
        rule: 'quotes-fix',
        quote: 'item.grams + item.quantity',
        start: 39,
        end: 65,
        explanation: 'This is code the fix changes.',
      },
    ]);
  });

  it('does not mind code that was only moved', () => {
    const moved = 'def f(order):\n    charge(order.total, order.tax)\n    send(order.address, order.lines)\n';
    const after = 'def f(order):\n    send(order.address, order.lines)\n    charge(order.total, order.tax)\n';
    const patch = createPatch([{ path: 'a.py', before: moved, after }]);
    expect(
      checkLeaks('It calls charge(order.total, order.tax) too late.', { instance: { ...instance, patch } }),
    ).toEqual([]);
  });

  it('does not mind imports, heads of definitions, documentation and comments', () => {
    const code = `from shop.money import Money, Currency, total_of
def ship(parcel, address, express=False):
    """Send a parcel to an address, by air if it is urgent.

    >>> ship(parcel, home_address, express=True)
    'sent by air'
    """
    # Nobody should send an empty parcel by air.
    if not parcel.items and express is True: # refuse early
        raise ValueError('nothing to send')
`;
    const patch = createPatch([{ path: 'a.py', before: code, after: '' }]);
    const check = (text: string): Leak[] => checkLeaks(text, { instance: { ...instance, patch } });
    const lines = code.split('\n');
    for (const line of lines.slice(0, 8)) expect(check(line)).toEqual([]);
    expect(check('if not parcel.items and express is True:')).toHaveLength(1);
    expect(check(`raise ValueError("nothing to send")`)).toHaveLength(1);
    expect(check('ValueError: nothing to send')).toEqual([]);
  });
});

describe('names-test', () => {
  it.each([
    [
      'tests/test_parcel.py::TestParcel::test_weight_of_many[2-300]',
      'tests/test_parcel.py::TestParcel::test_weight_of_many',
    ],
    ['`test_fits` does not hold', 'test_fits'],
    ['see tests/test_parcel.py.', 'tests/test_parcel.py'],
    ['python -m tests.test_parcel', 'tests.test_parcel'],
    ['what shop/tests.py says', 'shop/tests.py'],
    [String.raw`.\tests\test_parcel.py`, 'test_parcel.py'],
  ])('finds the name in %j', (text, quote) => {
    expect(checkLeaks(text, { instance, rules: ['names-test'] })).toMatchObject([
      { rule: 'names-test', quote },
    ]);
  });

  it('reads ids of unittest, and lets doctests have the names of code', () => {
    const tests = [
      'test_add (tests.test_sums.SumTests.test_add)',
      'tests.test_sums.SumTests.test_many',
      'src/a.py::a.add_up',
    ];
    const check = (text: string): LeakRule[] =>
      checkLeaks(text, { instance: { ...instance, FAIL_TO_PASS: tests } }).map(({ rule }) => rule);
    expect(check('test_add')).toEqual(['names-test']);
    expect(check('test_many')).toEqual(['names-test']);
    expect(check('a.add_up in src/a.py')).toEqual([]);
  });
});

describe('tests-fail', () => {
  it.each([
    'Several tests are failing after this change.',
    'The test suite fails on main.',
    'The test `a/b.py::C::d[1-2]` fails here.',
    'Two unit tests no longer pass.',
    "Some existing test cases don't pass.",
    'There are 3 failing tests.',
    'This breaks the existing tests.',
    'When running pytest I get an error.',
    '    $ pytest -x',
    'FAILED tests/test_other.py::test_x - AssertionError',
    'E       assert 400 == 1000',
    '=========================== FAILURES ===========================',
    '1 failed, 24 passed in 0.12s',
    'CI is red since yesterday.',
  ])('finds it in %j', (text) => {
    expect(rulesOf(text)).toEqual(['tests-fail']);
  });

  it('lets users of a test runner run it', () => {
    const text = 'Running pytest with `-x` ends with an internal error.';
    const repo = 'swesmith/pytest-dev__pytest.1a2b3c4d';
    expect(checkLeaks(text, { instance: { ...instance, repo } })).toEqual([]);
    expect(rulesOf(text)).toEqual(['tests-fail']);
  });
});

describe('gives-place', () => {
  it.each([
    'src/shop/parcel.py:15',
    'File "/home/me/venv/lib/python3.12/site-packages/src/shop/parcel.py", line 14, in weight',
    'https://github.com/owner/shop/blob/main/src/shop/parcel.py#L19',
    'in parcel.py on line 15',
    'lines 12-16 of `parcel.py`',
    String.raw`src\shop\parcel.py:15`,
    'diff --git a/x.py b/x.py',
    '--- a/src/shop/parcel.py\n+++ b/src/shop/parcel.py',
    '-        self.items = []',
  ])('finds it in %j', (text) => {
    expect(rulesOf(text)).toEqual(['gives-place']);
  });
});

describe('tells-origin', () => {
  it.each([
    'A bug was injected into the class.',
    'Someone planted an off-by-one error here.',
    'This synthetic bug shows when an item fits exactly.',
    'It was deliberately broken by an artificial error.',
    'This is a mutant of the class.',
    'After applying the patch, the weight is wrong.',
    'The diff introduces another operator.',
    'func_pm_op_change',
    'the FAIL_TO_PASS list',
  ])('finds it in %j', (text) => {
    expect(rulesOf(text)).toEqual(['tells-origin']);
  });

  it('lets users of a library for patches speak of them', () => {
    const repo = 'swesmith/owner__unidiff.1a2b3c4d';
    const text = 'The patch is read without its last line.';
    expect(checkLeaks(text, { instance: { ...instance, repo } })).toEqual([]);
    expect(rulesOf(text)).toEqual(['tells-origin']);
  });
});

describe('findings', () => {
  it('are pieces of the text, in order, and do not overlap within a rule, for any text', () => {
    const pieces = fc.constantFrom(
      ...[
        'item.grams',
        ' * ',
        'item.quantity',
        'total += ',
        'test_fits',
        'tests/test_parcel.py',
        ' fails',
        'tests ',
      ],
      ...[
        'parcel.py',
        ':15',
        'line 15 ',
        '\n',
        '`',
        "'",
        'injected ',
        'a bug ',
        '- ',
        'the patch ',
        '😀',
        '\ud800',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const leaks = checkLeaks(text, { instance });
        for (const { start, end, quote } of leaks) {
          expect(text.slice(start, end)).toBe(quote);
          expect(quote).not.toBe('');
        }
        expect(leaks.map(({ start }) => start)).toEqual(
          leaks.map(({ start }) => start).sort((a, b) => a - b),
        );
        for (const leak of leaks) {
          const others = leaks.filter((other) => other !== leak && other.rule === leak.rule);
          expect(others.some((other) => other.start < leak.end && leak.start < other.end)).toBe(false);
        }
      }),
    );
  });

  it('are all of a fix that is pasted into any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = `${before}\ntotal += item.grams * item.quantity\n${after}`;
        const quotes = checkLeaks(text, { instance }).map(({ quote }) => quote);
        expect(quotes.join()).toContain('total += item.grams * item.quantity');
      }),
    );
  });

  it('are only those of the rules asked for', () => {
    expect(rulesOf('test_fits fails: the tests fail', ['tests-fail'])).toEqual(['tests-fail']);
  });

  it('take no long time over texts that begin like a finding again and again', () => {
    const text = `${'tests and tests or '.repeat(5000)}${'parcel.py '.repeat(5000)}${'a/b.'.repeat(20_000)}`;
    expect(checkLeaks(text, { instance })).toEqual([]);
  });
});
