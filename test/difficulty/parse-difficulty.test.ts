import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difficultyLabels, difficultyScores, type FixTime, fixTimes, parseDifficulty } from 'bugsmith';

/** `label/time`, or the reason there is none. */
function read(text: string, options?: Parameters<typeof parseDifficulty>[1]): string {
  const parsed = parseDifficulty(text, options);
  return parsed.status === 'rated' ? `${parsed.label}/${parsed.fixTime ?? '?'}` : parsed.reason;
}

const easy = 'easy/<15 min fix';
const medium = 'medium/15 min - 1 hour';
const hard = 'hard/1-4 hours';
const longest = 'hard/>4 hours';

describe('parseDifficulty', () => {
  it.each([
    // The four labels, and what fonts, markup and habit make of them.
    ['<15 min fix', easy],
    ['15 min - 1 hour', medium],
    ['1-4 hours', hard],
    ['>4 hours', longest],
    ['  <15 min fix\n', easy],
    ['"1-4 hours"', hard],
    ['“15 min – 1 hour”', medium],
    ['`>4 hours`', longest],
    ['**15 min - 1 hour**', medium],
    ['* 1—4 hours', hard],
    ['- >4 hours', longest],
    ['1−4 hours.', hard],
    ['&lt;15 min fix', easy],
    ['&gt;4 hours', longest],
    ['＜15 min fix', easy],
    ['15\u00a0min\u00a0-\u00a01\u00a0hour', medium],
    ['≤ 15 min', easy],
    ['≥ 4 hours', longest],
    ['15min-1hr', medium],
    ['15 MIN - 1 HOUR', medium],
    ['15 min fix', easy],
    ['<15 min', easy],
    // Labels by their words.
    ['Medium', 'medium/?'],
    ['easy.', 'easy/?'],
    ['**Hard**', 'hard/?'],
    ['Medium (15 min - 1 hour)', medium],
    // Other words for the same times.
    ['less than fifteen minutes', easy],
    ['under 15 minutes', easy],
    ['a few minutes', easy],
    ['5 minutes', easy],
    ['about 30 minutes', medium],
    ['half an hour', medium],
    ['15 to 60 minutes', medium],
    ['between 15 minutes and 1 hour', medium],
    ['between 1 and 4 hours', hard],
    ['one to four hours', hard],
    ['2 hours', hard],
    ['90 minutes', hard],
    ['more than four hours', longest],
    ['4+ hours', longest],
    ['several days', longest],
    ['1+ hours', 'hard/?'],
    ['more than an hour', 'hard/?'],
    ['3-5 hours', 'hard/?'],
    // The answer among other things.
    ['Answer: 1-4 hours', hard],
    ['Difficulty: medium', 'medium/?'],
    ['{"difficulty": "15 min - 1 hour"}', medium],
    [String.raw`Final answer: $\boxed{\text{1-4 hours}}$`, hard],
    ['<15 min fix\n\nOne operator is wrong, and the issue says which.', easy],
    ['One operator is wrong, and the issue says which.\n\nDifficulty: <15 min fix', easy],
    ['I would rate this as 1-4 hours.', hard],
    ['I would classify it as medium.', 'medium/?'],
    ['This is of medium difficulty.', 'medium/?'],
    ['A developer would need about 45 minutes to fix it.', medium],
    ['This is not a <15 min fix. I would say 1-4 hours.', hard],
    ['It could be <15 min fix, 15 min - 1 hour, 1-4 hours or >4 hours. I choose 15 min - 1 hour.', medium],
    ['<think>At first I said 1-4 hours.</think>\n15 min - 1 hour', medium],
    ['At first I said 1-4 hours.\n</think>\n\n<15 min fix', easy],
    ['1-4 hours or >4 hours', 'hard/?'],
    // Nothing is guessed.
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['error', 'no-label'],
    ['I cannot tell.', 'no-label'],
    ['It is hard to tell.', 'no-label'],
    ['The difficulty is hard to judge.', 'no-label'],
    ['The easy way out is wrong here.', 'no-label'],
    ['The timeout of 30 minutes became 2 hours.', 'no-label'],
    ['Not easy.', 'no-label'],
    ['Harder than a <15 min fix.', 'no-label'],
    ['<think>I would say 1-4 hours', 'no-label'],
    ['15 minutes', 'between-labels'],
    ['15 min', 'between-labels'],
    ['1 hour', 'between-labels'],
    ['less than an hour', 'between-labels'],
    ['10-20 minutes', 'between-labels'],
    ['30 minutes to 2 hours', 'between-labels'],
    ['easy\nhard', 'several-labels'],
    ['medium-hard', 'several-labels'],
    ['Difficulty: easy or medium', 'several-labels'],
    ['Difficulty: 15 min - 1 hour, maybe 1-4 hours', 'several-labels'],
    ['I would rate it between 15 min - 1 hour and 1-4 hours.', 'several-labels'],
    ['Answer: 1-4 hours, and not >4 hours', hard],
    ['Answer: 1-4 hours, as finding it takes 30 minutes alone', hard],
    ['<15 min fix, 15 min - 1 hour, 1-4 hours, >4 hours', 'several-labels'],
    ['* <15 min fix\n* 15 min - 1 hour\n* 1-4 hours\n* >4 hours', 'several-labels'],
  ])('reads %j as %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('takes of an answer that was cut off only what it states', () => {
    expect(read('Difficulty: 1-4 hours', { isCutOff: true })).toBe(hard);
    expect(read('<15 min fix\n\nBecause the', { isCutOff: true })).toBe(easy);
    expect(read('A <15 min fix would need less search, and so the', { isCutOff: true })).toBe('cut-off');
    expect(read('Let me', { isCutOff: true })).toBe('cut-off');
  });

  it('says in words why there is no label', () => {
    expect(parseDifficulty('easy\nhard')).toEqual({
      status: 'unrated',
      reason: 'several-labels',
      message: 'The answer names different labels: easy, hard.',
    });
  });

  it('never throws, and gives a label with its score or a reason', () => {
    const pieces = fc.constantFrom(
      ...fixTimes,
      ...difficultyLabels,
      ...[
        '<think>',
        '</think>',
        'not ',
        'Difficulty: ',
        '\n',
        ' ',
        '15',
        ' min',
        ' hours',
        '-',
        '<',
        '&lt;',
        '1e9',
      ],
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 20 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, fc.boolean(), (text, isCutOff) => {
        const parsed = parseDifficulty(text, { isCutOff });
        if (parsed.status === 'rated') expect(parsed.score).toBe(difficultyScores[parsed.label]);
        else expect(parsed.message).toMatch(/^The answer .*\.$/);
      }),
      { numRuns: 200 },
    );
  });

  it('rates no text that holds neither a number nor a label', () => {
    const letters = fc.stringMatching(/^[a-d \n.,:!?*"'-]{1,60}$/);
    fc.assert(
      fc.property(letters, (text) => {
        expect(parseDifficulty(text).status).toBe('unrated');
      }),
    );
  });

  it('finds each label as the last line after any reasoning that names no other', () => {
    const expected: Readonly<Record<FixTime, string>> = {
      '<15 min fix': easy,
      '15 min - 1 hour': medium,
      '1-4 hours': hard,
      '>4 hours': longest,
    };
    const reasoning = fc.stringMatching(/^[a-d ,;.\n()-]{0,80}$/);
    fc.assert(
      fc.property(
        reasoning,
        fc.constantFrom(...fixTimes),
        fc.constantFrom('', 'Difficulty: ', '**', '> '),
        (before, time, mark) => {
          // A quotation mark before a sign would read as another sign.
          const prefix = mark === '> ' && /^[<>\d]/.test(time) ? '' : mark;
          expect(read(`${before}\n${prefix}${time}`)).toBe(expected[time]);
        },
      ),
    );
  });

  it.each([
    ['easy ', 'easy/?'],
    ['1-4 hours ', hard],
    ['easy. hard. ', 'several-labels'],
    ['1-', 'no-label'],
    ['<', 'no-label'],
    ['not ', 'no-label'],
    ['difficulty ', 'no-label'],
  ])('comes to an end with %j many times over', (piece, expected) => {
    expect(read(piece.repeat(60_000))).toBe(expected);
  });
});
