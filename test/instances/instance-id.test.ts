import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { imageName } from '../../src/instances/image-name.ts';
import { parseInstanceId, toInstanceId } from '../../src/instances/instance-id.ts';
import { findStrategy } from '../../src/instances/instance-strategy.ts';
import { candidate } from './support.ts';

const mirror = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}\.[0-9a-f]{8}$/);

describe('findStrategy', () => {
  it.each([
    ['a__b.12345678.pr_53652', 'pr_mirror'],
    ['a__b.12345678.pr__53652', 'pr'],
    ['a__b.12345678.func_pm_op_swap__x1y2z3a4', 'func_pm_op_swap'],
    ['django__django-123', '(none)'],
  ])('of %s is %s', (id, strategy) => {
    expect(findStrategy(id)).toBe(strategy);
  });
});

describe('parseInstanceId', () => {
  it.each([
    [
      'pandas-dev__pandas.95280573.pr_53652',
      { mirrorName: 'pandas-dev__pandas.95280573', bugType: 'pr', hash: '53652' },
    ],
    [
      'a__b.c.d__e.12345678.func_pm_op_swap__x1y2z3a4',
      { mirrorName: 'a__b.c.d__e.12345678', bugType: 'func_pm_op_swap', hash: 'x1y2z3a4' },
    ],
    [
      'a__b.12345678.pr_mirror__x1y2z3a4',
      { mirrorName: 'a__b.12345678', bugType: 'pr_mirror', hash: 'x1y2z3a4' },
    ],
    ['a__b.1.my__own__h', { mirrorName: 'a__b.1', bugType: 'my__own', hash: 'h' }],
    ['a__b.1.odd___h', { mirrorName: 'a__b.1', bugType: 'odd_', hash: 'h' }],
  ])('splits %s', (id, parts) => {
    expect(parseInstanceId(id)).toEqual(parts);
  });

  it.each([
    '',
    'django__django-123',
    '.lm_modify__x',
    'a__b.1.',
    'a__b.1.lm_modify',
    'a__b.1.__x',
    'a__b.1.x__',
  ])('refuses %s', (id) => {
    expect(() => parseInstanceId(id)).toThrow(InvalidArgumentError);
  });

  it('undoes what makes ids, for every usual strategy and mirror', () => {
    const strategy = fc.stringMatching(/^[a-z][a-z0-9_-]{0,40}$/).filter((name) => !/^pr_\d+$/.test(name));
    fc.assert(
      fc.property(mirror, strategy, fc.stringMatching(/^[a-z0-9]{8}$/), (mirrorName, name, id) => {
        const instanceId = toInstanceId(candidate({ strategy: name, id }), mirrorName);
        expect(instanceId).toBe(`${mirrorName}.${name}__${id}`);
        expect(parseInstanceId(instanceId)).toEqual({ mirrorName, bugType: name, hash: id });
      }),
    );
  });

  it('can split the id of any candidate, whatever its strategy is called', () => {
    fc.assert(
      fc.property(
        mirror,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (mirrorName, strategy, id) => {
          const instanceId = toInstanceId(candidate({ strategy, id }), mirrorName);
          expect(parseInstanceId(instanceId).mirrorName).toBe(mirrorName);
          expect(instanceId.slice(mirrorName.length)).toMatch(/^\.[\w-]{1,78}$/);
        },
      ),
    );
  });
});

describe('toInstanceId', () => {
  it.each([
    ['pr_mirror', { pull_number: 42 }, 'pr_42'],
    ['pr_mirror', { pull_number: '42' }, 'pr_42'],
    ['pr_77', {}, 'pr_77'],
    ['pr_mirror', {}, 'pr_mirror__x1y2z3a4'],
    ['pr_mirror', { pull_number: -1 }, 'pr_mirror__x1y2z3a4'],
    ['pr_mirror', { pull_number: '../1' }, 'pr_mirror__x1y2z3a4'],
    ['lm_modify', { pull_number: 42 }, 'lm_modify__x1y2z3a4'],
    ['my.own/strategy', {}, 'my_own_strategy__x1y2z3a4'],
    ['s'.repeat(61), {}, `${'s'.repeat(60)}__x1y2z3a4`],
    ['', {}, '___x1y2z3a4'],
  ])('names candidates of %s with %o', (strategy, metadata, bugName) => {
    expect(toInstanceId(candidate({ strategy, metadata }), 'o__n.12345678')).toBe(`o__n.12345678.${bugName}`);
  });
});

describe('imageName', () => {
  it('keeps the commit as it is and puts the name in lower case', () => {
    expect(imageName('Instagram__MonkeyType.70c3acf6')).toBe(
      'swesmith.x86_64.instagram__monkeytype.70c3acf6',
    );
    expect(imageName('A__b.C.12345678', { architecture: 'arm64' })).toBe('swesmith.arm64.a__b.c.12345678');
  });
});
