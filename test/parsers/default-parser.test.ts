import { expect, it } from 'vitest';
import { defaultParser } from '../../src/parsers/default-parser.ts';

it.each([
  ['python -m pytest', 'pytest'],
  ['pytest -x tests', 'pytest'],
  ['make test', 'pytest'],
  ['sh run-tests.sh', 'pytest'],
  ['python -m unittest', 'unittest'],
  ['python3.11 -W error -m  unittest discover -s tests', 'unittest'],
  ['cd src && coverage run -m unittest tests.a', 'unittest'],
  ['python -m unittest a && python -m pytest b', 'pytest'],
  ['python -m unittest2', 'pytest'],
  ['py.test --ignore=-m unittest', 'pytest'],
])('reads the output of %s with %s', (testCommand, name) => {
  expect(defaultParser(testCommand).name).toBe(name);
});
