/** What a commit message says of the pull request it brought in. */
export type MergeMessage = { readonly number: number; readonly title: string; readonly body: string };

/** First lines of merges, by GitHub, Bitbucket and bots; the title is then what follows, or stands behind. */
const mergeSubjects: readonly RegExp[] = [
  /^Merge pull request #(\d+)\b(?: from \S+)?(?:: (?<title>.+))?/u,
  /^Merge PR #(\d+)\b:? ?(?<title>.*)/iu,
  /^Merge #(\d+)\b:? ?(?<title>.*)/u,
  /^Merged in \S+ \(pull request #(\d+)\)/u,
];

/** Trailers that name the pull request, with its number or its URL, and GitLab's line. */
const trailers: readonly RegExp[] = [
  /^(?:PR-URL|Pull-Request|Pull-Request-URL|GitHub-PR|PR): *(?:\S*\/(?:pull|pull-requests|merge_requests)\/|#)(\d+)\/?$/imu,
  /^See merge request \S*!(\d+)$/mu,
];

/**
 * Reads the number and the text of a pull request from the message of the commit that merged it: a merge
 * commit, a squashed one whose first line ends in `(#123)`, or one with a trailer such as `PR-URL`.
 */
export function readMergeMessage(message: string): MergeMessage | undefined {
  const [subject = '', ...rest] = message.replace(/\r\n/gu, '\n').trim().split('\n');
  const body = rest.join('\n').trim();
  for (const pattern of mergeSubjects) {
    const match = pattern.exec(subject);
    if (match === null) continue;
    const title = match.groups?.['title']?.trim() ?? '';
    if (title !== '') return toMessage(match[1], title, body);
    const [first = '', ...others] = body.split('\n');
    return toMessage(match[1], first.trim() === '' ? subject : first.trim(), others.join('\n').trim());
  }
  const squashed = /^(?<title>.*\S) *\(#(\d+)\)$/u.exec(subject.trimEnd());
  if (squashed !== null) return toMessage(squashed[2], squashed.groups?.['title'] ?? '', body);
  for (const pattern of trailers) {
    const match = pattern.exec(message);
    if (match !== null) return toMessage(match[1], subject, body);
  }
  return undefined;
}

function toMessage(digits: string | undefined, title: string, body: string): MergeMessage | undefined {
  const number = Number(digits);
  return number > 0 && number < 1e15 ? { number, title, body } : undefined;
}
