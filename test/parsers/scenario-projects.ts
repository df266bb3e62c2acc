import { join } from 'node:path';
import type { TestOutputScenario, TestOutputScenarioName } from '../../src/testing/test-output-scenarios.ts';

type Project = Readonly<Record<string, string>>;

/** The scenarios of the conformance suite, written with unittest, which pytest runs too. */
const bodies: Readonly<Record<TestOutputScenarioName, string>> = {
  'all-pass': `
def test_first(self): pass
def test_second(self): pass
`,
  'one-fails': `
def test_good(self): pass
def test_bad(self): assert 1 == 2
def test_raises(self): raise KeyError('x')
`,
  skipped: `
def test_run(self): pass
@unittest.skip('FAILED (ok)')
def test_left_out(self): pass
`,
  'set-up-error': `
def setUp(self):
    if self._testMethodName == 'test_unprepared': raise RuntimeError
def test_unprepared(self): pass
def test_free(self): pass
`,
  'import-error': `
def test_other(self): pass
`,
  crash: `
def test_a_before(self): pass
def test_b_crash(self): os._exit(0)
def test_c_after(self): pass
`,
  empty: `
pass
`,
  'much-output': `
def test_loud(self):
    for _ in range(50000): print('test_fake FAILED')
def test_after_it(self): self.fail()
`,
};

/** To pytest a `setUp` that fails is part of the test. */
const pytestSetUpError = `import pytest

@pytest.fixture
def broken(): raise RuntimeError

def test_unprepared(broken): pass
def test_free(): pass
`;

export function projectOf({ name }: TestOutputScenario, framework: 'pytest' | 'unittest'): Project {
  if (framework === 'pytest' && name === 'set-up-error') return { 'test_cases.py': pytestSetUpError };
  const body = bodies[name].replaceAll('\n', '\n    ');
  const source = `import os, unittest\n\nclass Cases(unittest.TestCase):${body}\n`;
  const broken = { [join('tests', 'test_broken.py')]: 'import no_such_module\n' };
  return {
    'tests/__init__.py': '',
    'tests/test_cases.py': source,
    ...(name === 'import-error' ? broken : {}),
  };
}
