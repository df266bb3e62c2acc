import type { IssueFacts } from './issue-facts.ts';

type Kind = IssueFacts['kind'];

/** First sentences by what differs; `{s}` is what was called, `{e}` the exception. */
export const openings: Readonly<Record<Kind, readonly string[]>> = {
  output: [
    'I get a wrong result from {s}.',
    '{s} does not give me the result I would expect.',
    'I was using {s} and noticed that what comes back is not right.',
    'What {s} returns here does not look right to me.',
    'Something seems to be off with {s}: the result is not what it should be.',
    'I think {s} is broken, at least for the input below.',
  ],
  exception: [
    'I ran into a {e} while using {s}.',
    '{s} ends in a {e} for me, on input that looks perfectly fine.',
    'Using {s} in the way shown below raises a {e}.',
    'I cannot get {s} to work: all I see is a {e}.',
    '{s} crashes with a {e} where I would not expect any error.',
  ],
  'no-exception': [
    '{s} should refuse this with a {e}, but it does not.',
    'I expected a {e} from {s}, and got none.',
    'No {e} comes from {s} where there should be one.',
    'When used as below, {s} ought to raise a {e}. It does something else.',
  ],
  hang: [
    '{s} never comes back.',
    'My program hangs in {s}.',
    'I had to interrupt a script because {s} did not finish.',
  ],
};

/** The same where it is not known what was called. */
export const plainOpenings: Readonly<Record<Kind, readonly string[]>> = {
  output: [
    'The snippet below does not print what I would expect.',
    'I stumbled over a wrong result that can be reproduced in a few lines.',
    'The result of the code below is not what it should be.',
  ],
  exception: [
    'The code below raises a {e} for me, although nothing in it looks wrong.',
    'I keep getting a {e} from a few lines that should work.',
    'A {e} is raised where I would not expect any error.',
  ],
  'no-exception': [
    'I expected a {e} from the code below, and got none.',
    'The code below should be refused with a {e}, but it is not.',
    'There should be a {e} here, as far as I understand.',
  ],
  hang: ['The code below never finishes.', 'I had to interrupt the script below because it did not finish.'],
};

/** Words before the program. */
export const leadIns: readonly string[] = [
  'To reproduce:',
  'Here is a small script that shows it:',
  'A minimal example:',
  'This is what I ran:',
  'It can be reproduced with:',
];

/** Words before what is printed. */
export const actualLabels: readonly string[] = [
  'This prints',
  'What I get',
  'The output is',
  'Here is what comes out',
];

/** Words before what should be printed. */
export const expectedLabels: readonly string[] = [
  'It should print',
  'What I expected',
  'I would expect',
  'The output should be',
];

/** What is said where a program should end and print nothing. */
export const expectedSilence: readonly string[] = [
  'It should run through without an exception.',
  'I would expect no error here.',
  'This should simply work.',
];

/** Words before a traceback. */
export const tracebackLabels: readonly string[] = [
  'This is the traceback',
  'What I get instead',
  'It fails like this',
  'The result',
];

/** Last sentences; most issues have none. */
export const closings: readonly string[] = [
  'Happy to give more details if that helps.',
  'Let me know if you need anything else.',
  'Is there a workaround in the meantime?',
  'Thanks for having a look!',
];

/** The headings of an issue that has them. */
export const headings: readonly {
  readonly reproduce: string;
  readonly expected: string;
  readonly actual: string;
}[] = [
  { reproduce: 'Steps to reproduce', expected: 'Expected behavior', actual: 'Actual behavior' },
  { reproduce: 'How to reproduce', expected: 'Expected result', actual: 'Actual result' },
  { reproduce: 'Reproduction', expected: 'What should happen', actual: 'What happens' },
  { reproduce: 'Example', expected: 'Expected', actual: 'Actual' },
];
