import type { Random } from '../../strategies/random.ts';
import { code, type IssueFacts } from './issue-facts.ts';
import { pick } from './pick.ts';

const maxTitle = 100;

/** The first line of an issue: the most telling of what there is to say, in one of several ways. */
export function writeTitle(facts: IssueFacts, random: Random): string {
  const fitting = listTitles(facts).map((titles) => titles.filter((title) => title.length <= maxTitle));
  const titles = fitting.find((each) => each.length > 0) ?? ['Unexpected behavior'];
  return pick(titles, random);
}

/** Groups of titles, the most telling ones first. */
function listTitles({
  kind,
  subject,
  call,
  expectedOutput,
  actualOutput,
  exception,
}: IssueFacts): string[][] {
  const type = code(exception?.type ?? 'Exception');
  const { message } = exception ?? { message: '' };
  const isShort = (text: string): boolean => text !== '' && text.length <= 40 && !text.includes('\n');
  switch (kind) {
    case 'output': {
      const [was, wanted] = [code(actualOutput), code(expectedOutput)];
      const telling =
        call !== undefined && isShort(actualOutput) && isShort(expectedOutput)
          ? [
              `${code(call)} gives ${was} instead of ${wanted}`,
              `${code(call)}: got ${was}, expected ${wanted}`,
              `${code(call)} should be ${wanted}, not ${was}`,
            ]
          : [];
      return [telling, ...nameResult(subject ?? (call === undefined ? undefined : code(call)))];
    }
    case 'exception': {
      const full = message === '' ? [] : [code(`${exception?.type ?? ''}: ${message}`)];
      if (subject === undefined) return [full, [`Unexpected ${type}`]];
      const telling = full.flatMap((error) => [`${subject} fails with ${error}`, `${error} from ${subject}`]);
      const plain = [
        `${subject} raises ${type}`,
        `${type} when using ${subject}`,
        `${subject} fails with ${type}`,
      ];
      return [[...telling, ...plain]];
    }
    case 'no-exception':
      return subject === undefined
        ? [[`${type} is not raised`, `Missing ${type}`]]
        : [
            [
              `${subject} does not raise ${type}`,
              `No ${type} from ${subject}`,
              `${subject} should raise ${type}`,
            ],
          ];
    case 'hang':
      return [
        subject === undefined ? ['Script never finishes'] : [`${subject} never returns`, `${subject} hangs`],
      ];
  }
}

function nameResult(subject: string | undefined): string[][] {
  return subject === undefined
    ? [['Unexpected result', 'Wrong result']]
    : [
        [
          `Wrong result from ${subject}`,
          `${subject} gives a wrong result`,
          `Unexpected result of ${subject}`,
        ],
      ];
}
