import type { Reproduction } from './reproduction.ts';
import { readException } from './trim-traceback.ts';

/** What an issue tells, ready to be put into words. */
export type IssueFacts = {
  readonly kind: Reproduction['kind'];
  /** What was called, in code marks, such as `chunks()`; `undefined` when that is not known. */
  readonly subject: string | undefined;
  /** The one expression the program prints, when there is one and it is short. */
  readonly call: string | undefined;
  readonly script: string;
  readonly expectedOutput: string;
  readonly actualOutput: string;
  readonly traceback: string | undefined;
  /** The exception that is raised, or was to be. */
  readonly exception: { readonly type: string; readonly message: string } | undefined;
};

/** The facts of a reproduction. */
export function readIssueFacts(reproduction: Reproduction): IssueFacts {
  const { kind, draft, traceback, expectedOutput, actualOutput } = reproduction;
  const script = draft.source.trimEnd();
  return {
    kind,
    subject: draft.subject === undefined ? undefined : nameSubject(draft.subject),
    call: findCall(script),
    script,
    expectedOutput: expectedOutput.trimEnd(),
    actualOutput: actualOutput.trimEnd(),
    traceback,
    exception: findException(reproduction),
  };
}

function findException({
  kind,
  traceback,
  draft,
  expectedOutput,
}: Reproduction): { readonly type: string; readonly message: string } | undefined {
  if (traceback !== undefined) return readException(traceback);
  if (kind !== 'no-exception') return undefined;
  const [, type, message = ''] = /^(\w+): (.*)$/m.exec(expectedOutput) ?? [];
  return { type: type ?? draft.expectedException ?? 'Exception', message };
}

/** A class stands by itself; a function is marked as one. */
function nameSubject(subject: string): string {
  const last = subject.split('.').at(-1) ?? subject;
  return /^[A-Z]/.test(last) ? code(subject) : code(`${subject}()`);
}

/** The expression in the only `print` of a program. */
function findCall(script: string): string | undefined {
  const prints = script.split('\n').filter((line) => line.trim().startsWith('print('));
  const [, call] = /^print\((.*)\)$/.exec(prints[0] ?? '') ?? [];
  if (prints.length !== 1 || call === undefined || call.length > 60 || !script.endsWith(`print(${call})`)) {
    return undefined;
  }
  const [, inner] = /^repr\((.*)\)$/.exec(call) ?? [];
  // A call of a name alone says nothing without the lines before it.
  return /[([]/.test(inner ?? call) ? (inner ?? call) : undefined;
}

/** Text in the marks of inline code, however many of them it has itself. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  if (longest === 0) return `\`${text}\``;
  const marks = '`'.repeat(longest + 1);
  return `${marks} ${text} ${marks}`;
}

/** Text in a block of its own, which no line of it can end. */
export function block(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
