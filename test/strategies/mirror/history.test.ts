import { describe, expect, it } from 'vitest';

import { makeHistory, mirrorAll, takeBack } from './history.ts';

const area = (condition: string): string => `
def area(width, height):
    """The area of a rectangle."""
    if ${condition}:
        raise ValueError("negative")
    return width * height
`;
const unchecked = area('width < 0');
const checked = area('width < 0 or height < 0');
const other = `
def other(values):
    total = 0
    for value in values:
        total += value
    return total
`;

async function only(directory: string) {
  const results = await mirrorAll(directory);
  expect(results.size).toBe(1);
  return [...results.values()][0];
}

describe('a pull request is taken back although', () => {
  it('nothing changed since', async () => {
    const directory = makeHistory({ 'src/a.py': unchecked + other }, [
      { merge: 1, title: 'Check both', files: { 'src/a.py': checked + other } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({
      status: 'recovered',
      extent: 'whole',
      changes: [{ status: 'restored', method: 'lines' }],
    });
    expect(takeBack(directory, result, 'src/a.py')).toEqual([unchecked + other]);
  });

  it('lines around it were changed and others put before them', async () => {
    const later = `import os\n\n\ndef first():\n    return os.sep\n${other}${checked.replace('negative', 'a negative side').replace('rectangle', 'rectangle, in square metres')}`;
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { squash: 2, files: { 'a.py': checked + other } },
      { files: { 'a.py': later } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({ status: 'recovered', extent: 'whole' });
    expect(takeBack(directory, result, 'a.py')).toEqual([later.replace(' or height < 0', '')]);
  });

  it('its function moved to another file, and deeper', async () => {
    const inClass = `class Shape:\n${checked.replaceAll(/^(?=.)/gm, '    ')}`;
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 3, files: { 'a.py': checked + other } },
      { files: { 'a.py': other, 'shapes/shape.py': inClass } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({
      extent: 'whole',
      changes: [{ todayPath: 'shapes/shape.py', isMoved: true }],
    });
    expect(takeBack(directory, result, 'shapes/shape.py', 'a.py')).toEqual([
      inClass.replace(' or height < 0', ''),
      other,
    ]);
  });

  it('its function has another name', async () => {
    const renamed = checked.replace('def area', 'def surface');
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 4, files: { 'a.py': checked + other } },
      { files: { 'a.py': other + renamed } },
    ]);
    expect(takeBack(directory, await only(directory), 'a.py')).toEqual([
      other + unchecked.replace('def area', 'def surface'),
    ]);
  });

  it('its file was renamed', async () => {
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 5, files: { 'a.py': checked + other } },
      { files: { 'a.py': null, 'src/package/geometry.py': checked + other } },
    ]);
    expect(takeBack(directory, await only(directory), 'src/package/geometry.py', 'a.py')).toEqual([
      unchecked + other,
      null,
    ]);
  });

  it('its file was reformatted', async () => {
    const before = `def area(width, height, unit='m'):\n    return convert(width * height, unit)\n`;
    const after = `def area(width, height, unit='m'):\n    if unit == '':\n        raise ValueError('no unit', unit)\n    return convert(width * height, unit, True)\n`;
    const formatted = `def area(\n    width,\n    height,\n    unit="m",\n):\n    if unit == "":\n        raise ValueError("no unit", unit)\n    return convert(\n        width * height,\n        unit,\n        True,\n    )\n`;
    const directory = makeHistory({ 'a.py': before }, [
      { merge: 6, files: { 'a.py': after } },
      { files: { 'a.py': formatted } },
    ]);
    const result = await only(directory);
    expect(result?.status).toBe('recovered');
    expect(takeBack(directory, result, 'a.py')[0]).toContain('return convert(width * height, unit)\n');
  });

  it('its line was changed again', async () => {
    const line = (call: string): string => `def run(job):\n    start(job)\n    ${call}\n    stop(job)\n`;
    const directory = makeHistory({ 'a.py': line('return job.result') }, [
      { merge: 7, files: { 'a.py': line('return job.result or job.default') } },
      { files: { 'a.py': line('return self.job.result or job.default  # see above') } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({ extent: 'whole', changes: [{ method: 'tokens' }] });
    expect(takeBack(directory, result, 'a.py')).toEqual([line('return self.job.result  # see above')]);
  });

  it('it took lines away and there are new ones beside their place', async () => {
    const directory = makeHistory(
      { 'a.py': `def run(job):\n    check(job)\n    start(job)\n    stop(job)\n` },
      [
        { merge: 8, files: { 'a.py': `def run(job):\n    start(job)\n    stop(job)\n` } },
        { files: { 'a.py': `def run(job):\n    log(job)\n    start(job)\n    stop(job)\n` } },
      ],
    );
    const [text] = takeBack(directory, await only(directory), 'a.py');
    expect(text).toMatch(/check\(job\)\n {4}(?:log\(job\)\n {4})?start/);
  });

  it('its lines end in carriage returns, and a last one in nothing', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n').replace(/\r\n$/, '');
    const directory = makeHistory({ 'a.py': crlf(other + unchecked) }, [
      { merge: 9, files: { 'a.py': crlf(other + checked) } },
      { files: { 'a.py': crlf(`import os\n${other}${checked}`) } },
    ]);
    expect(takeBack(directory, await only(directory), 'a.py')).toEqual([
      crlf(`import os\n${other}${unchecked}`),
    ]);
  });

  it('the ends of all lines were changed since', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const directory = makeHistory({ 'a.py': other + unchecked }, [
      { merge: 10, files: { 'a.py': other + checked } },
      { files: { 'a.py': crlf(other + checked) } },
    ]);
    expect(takeBack(directory, await only(directory), 'a.py')).toEqual([crlf(other + unchecked)]);
  });
});

describe('whole files', () => {
  it('that were only added go, and those that were only removed come back', async () => {
    const directory = makeHistory({ 'a.py': other, 'old.py': unchecked }, [
      { merge: 1, files: { 'b.py': checked } },
      { squash: 2, files: { 'old.py': null } },
    ]);
    const results = await mirrorAll(directory);
    expect(takeBack(directory, results.get(1), 'b.py', 'a.py')).toEqual([null, other]);
    expect(takeBack(directory, results.get(2), 'old.py')).toEqual([unchecked]);
  });

  it('that were changed since they were added stay', async () => {
    const directory = makeHistory({ 'a.py': other }, [
      { merge: 1, files: { 'b.py': checked } },
      { files: { 'b.py': `${checked}\nEXTRA = 1\n` } },
    ]);
    expect(await only(directory)).toMatchObject({
      status: 'left-over',
      changes: [{ path: 'b.py', status: 'left-over' }],
    });
  });

  it('that were renamed get their name back, with their text', async () => {
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 1, files: { 'a.py': null, 'b.py': checked + other } },
      { files: { 'b.py': `${checked}${other}\nEXTRA = 1\n` } },
    ]);
    expect(takeBack(directory, await only(directory), 'a.py', 'b.py')).toEqual([
      `${unchecked}${other}\nEXTRA = 1\n`,
      null,
    ]);
  });
});

describe('a part comes back when', () => {
  it('the rest was taken back since', async () => {
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 1, files: { 'a.py': checked + other.replace('total = 0', 'total = 0.0') } },
      { files: { 'a.py': checked + other } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({ extent: 'part', changes: [{ status: 'restored' }, { status: 'gone' }] });
    expect(takeBack(directory, result, 'a.py')).toEqual([unchecked + other]);
  });

  it('the rest was written anew since', async () => {
    const directory = makeHistory({ 'a.py': unchecked + other }, [
      { merge: 1, files: { 'a.py': checked + other.replace('total += value', 'total += abs(value)') } },
      { files: { 'a.py': `${checked}\ndef other(values):\n    return sum(map(abs, values))\n` } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({
      extent: 'part',
      changes: [{ status: 'restored' }, { status: 'left-over' }],
    });
    expect(result?.status === 'recovered' && result.candidate.explanation).toBe(
      'A part of pull request #1 may be missing.',
    );
  });

  it('all of it together would not parse', async () => {
    const directory = makeHistory({ 'a.py': `def run():\n    work()\n${unchecked}` }, [
      {
        merge: 1,
        files: { 'a.py': `def run():\n    try:\n        work()\n    finally:\n        stop()\n${checked}` },
      },
      {
        files: {
          'a.py': `def run():\n    try:\n        log()\n        work()\n    finally:\n        stop()\n${checked}`,
        },
      },
    ]);
    const [text] = takeBack(directory, await only(directory), 'a.py');
    expect(text).toContain('if width < 0:');
    expect(text).toContain('try:\n        log()\n        work()\n    finally:');
  });

  it('the same lines are in two places', async () => {
    const twice = (body: string): string => `def one():\n    ${body}\n\n\ndef two():\n    ${body}\n`;
    const directory = makeHistory({ 'a.py': `def zero():\n    return make_result(1)\n${checked}` }, [
      {
        merge: 1,
        files: {
          'a.py': `def zero():\n    return make_result(2)\n${checked.replace('negative', 'below zero')}`,
        },
      },
      { files: { 'a.py': twice('return make_result(2)') + checked.replace('negative', 'below zero') } },
    ]);
    const result = await only(directory);
    expect(result).toMatchObject({ extent: 'part' });
    expect(takeBack(directory, result, 'a.py')).toEqual([twice('return make_result(2)') + checked]);
  });
});

it('leaves tests as they are today', async () => {
  const test = (value: number): string => `def test_area():\n    assert area(1, 1) == ${value}\n`;
  const directory = makeHistory({ 'a.py': unchecked, 'tests/test_a.py': test(1) }, [
    { merge: 1, files: { 'a.py': checked, 'tests/test_a.py': test(2), 'CHANGES.md': 'News\n' } },
  ]);
  expect(takeBack(directory, await only(directory), 'a.py', 'tests/test_a.py', 'CHANGES.md')).toEqual([
    unchecked,
    test(2),
    'News\n',
  ]);
});
