import { expect, test } from 'vitest';

import { readWarmReport } from '../../../src/validation/warm/warm-report.ts';

const lines = (...facts: readonly object[]): string =>
  facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
const begun = (index: number): object => ({ event: 'begun', index });
const verdict = (index: number, found: string): object => ({ event: 'verdict', index, verdict: found });

test('believes a verdict when the process goes on, and not before', () => {
  const forged = lines(begun(0), verdict(1, 'not-covered'), verdict(0, 'not-covered'));
  expect(readWarmReport(forged).verdicts.size).toBe(0);
  const told = forged + lines(verdict(0, 'equivalent'));
  expect(readWarmReport(told).verdicts.size).toBe(0);
  for (const next of [begun(1), { event: 'finished' }, { event: 'failed', reason: 'lost' }]) {
    const { verdicts } = readWarmReport(told + lines(next));
    expect([...verdicts].map(([index, { verdict }]) => [index, verdict])).toEqual([[0, 'equivalent']]);
  }
});
