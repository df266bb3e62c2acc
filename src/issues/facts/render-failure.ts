import type { Random } from '../../strategies/random.ts';
import type { FailureEvidence, IssueEvidence } from '../evidence/issue-evidence.ts';
import { block, code } from './issue-facts.ts';
import { expectedLabels } from './phrases.ts';
import { pick } from './pick.ts';

/**
 * An issue without a program, from what a failing test shows; `undefined` when that says too little without the
 * test around it.
 */
export function renderFailure({ tests }: IssueEvidence, random: Random): string | undefined {
  const failures = tests.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const compared = failures.find(
    ({ expected, actual }) =>
      actual?.value !== undefined && expected?.value !== undefined && /\w\(/.test(actual.source ?? ''),
  );
  if (compared !== undefined) return describeValues(compared, random);
  const raised = failures.find(
    ({ repositoryFrame, exceptionType }) =>
      repositoryFrame !== undefined && !/(?:^|\.)(?:AssertionError|Failed)$/.test(exceptionType),
  );
  return raised === undefined ? undefined : describeException(raised);
}

function describeValues({ actual, expected }: FailureEvidence, random: Random): string {
  return [
    'Unexpected result',
    'I get a wrong result from this expression:',
    block(actual?.source ?? '', 'python'),
    'Its value is:',
    block(actual?.value ?? ''),
    `${pick(expectedLabels, random)}:`,
    block(expected?.value ?? ''),
    'Sorry that I have no script that could be run as it is.\n',
  ].join('\n\n');
}

function describeException({ exceptionType, message, expression }: FailureEvidence): string {
  const type = exceptionType.split('.').at(-1) ?? exceptionType;
  const shown = expression === undefined ? [] : ['It comes from this call:', block(expression, 'python')];
  return [
    `Unexpected ${code(type)}`,
    `I get this error where there should be none:`,
    block(message === '' ? type : `${type}: ${message}`),
    ...shown,
    'Sorry that I have no script that could be run as it is.\n',
  ].join('\n\n');
}
