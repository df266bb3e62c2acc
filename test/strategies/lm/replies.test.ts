import { describe, expect, it } from 'vitest';
import type { LmModifierOptions, LmRefusalReason } from 'bugsmith';
import type { ScriptedReply } from 'bugsmith/testing';

import { block, brokenDiscount, discount, one, rewrite, run } from './support.ts';

const broken = discount.replace('>', '>=');
const tildes = `~~~py\n${broken}~~~`;
const indented = broken.replaceAll(/^(?=.)/gm, '    ');

describe('the code of a reply is found', () => {
  it.each<[string, string]>([
    ['in a block', brokenDiscount],
    ['behind a language nobody has heard of', `\`\`\`python3.13 title="prices.py"\n${broken}\`\`\``],
    ['in a block without a language', `\`\`\`\n${broken}\n\`\`\``],
    ['between tildes', tildes],
    ['behind a long fence', `\`\`\`\`\`\n${broken}\n\`\`\`\`\``],
    ['in a block within a block', `\`\`\`\`markdown\n# Answer\n\n${brokenDiscount}\n\`\`\`\``],
    ['in a block that nothing ends', `Sure.\n\n\`\`\`python\n${broken}`],
    ['in a block that ends behind code', `\`\`\`python\n${broken.trimEnd()}\`\`\``],
    ['in a block that begins behind a word', `Code: \`\`\`python\n${broken}\`\`\``],
    ['in an indented block', `1. This one:\n\n    \`\`\`python\n${indented}    \`\`\`\n`],
    ['with the line ends of Windows', brokenDiscount.replaceAll('\n', '\r\n')],
    ['without a block', broken],
    ['without a block, between prose', `Here you are.\n\n${broken}\nNow an even hundred's a lot.\nIsn't it?`],
    ['behind a block of something else', `\`\`\`sh\npip install shop\n\`\`\`\n\n${brokenDiscount}`],
    ['before a block of something else', `${brokenDiscount}\n\n\`\`\`python\nprint(discount(100))\n\`\`\``],
    ['behind a block with the original', `Before:\n${block(discount)}\nAfter:\n${brokenDiscount}`],
    [
      'in the second of three blocks',
      `${block(discount)}\n${brokenDiscount}\n${block('assert discount(1) == 1')}`,
    ],
    ['first, when there are two to take', `${brokenDiscount}\n${block(discount.replace('100', '1'))}`],
    ['in a whole file', block(`import os\n\n\ndef other():\n    pass\n\n\n${broken}\n\ndiscount(3)\n`)],
    ['with the last definition of two', block(`def discount():\n    pass\n\n\n${broken}`)],
    [
      'with other quotes, other layout and no documentation',
      block(
        'def discount( total,rate=0.10, ):\n  if total>=100:  # a lot\n    return total*(1-rate)\n  return total',
      ),
    ],
  ])('%s', async (_, reply) => {
    const lines = (await rewrite(discount, reply)).replaceAll(' ', '');
    expect(lines).toBe(broken.replaceAll(' ', ''));
  });

  it('with fences in its strings and comments', async () => {
    const source = 'def usage():\n    return """\n```sh\nshop --help\n```\n    ```\n"""\n';
    const changed = source.replace('--help', '--version');
    for (const reply of [
      block(changed),
      `~~~\n${changed}~~~`,
      changed,
      `${block(source)}\n\n${block(changed)}`,
    ]) {
      expect(await rewrite(source, reply, { entity: 'usage' })).toBe(changed);
    }
  });
});

describe('a reply is refused', () => {
  const replies: [LmRefusalReason, string, ScriptedReply | string, Partial<LmModifierOptions>?][] = [
    ['no-code', 'that is empty', ''],
    ['no-code', 'that is white space', ' \n\t\n'],
    ['no-code', 'of prose only', 'I cannot do that, as breaking software is wrong. def is a keyword.'],
    ['no-code', 'in another language of people', '我无法帮助完成这个请求。折扣函数没有问题。'],
    ['no-code', 'that is JSON', '{"explanation": "off by one", "code": null}'],
    [
      'syntax-error',
      'in another language of programs',
      '```js\nfunction discount(total, rate = 0.1) {\n  return total;\n}\n```',
    ],
    ['syntax-error', 'with a syntax error', block('def discount(total, rate=0.1):\n    return total +')],
    ['syntax-error', 'of Python 2', block('def discount(total, rate=0.1):\n    print total')],
    ['syntax-error', 'with a body missing', block('def discount(total, rate=0.1):')],
    [
      'syntax-error',
      'that only looks like Python',
      block('def discount(total, rate=0.1):\n    return total\u200b + 1'),
    ],
    ['syntax-error', 'with a null character', block('def discount(total, rate=0.1):\n    return "\0"')],
    [
      'syntax-error',
      'with `await` where nothing waits',
      block('def discount(total, rate=0.1):\n    return await total'),
    ],
    ['syntax-error', 'with `break` outside a loop', block('def discount(total, rate=0.1):\n    break')],
    ['syntax-error', 'with `import *`', block('def discount(total, rate=0.1):\n    from os import *')],
    [
      'syntax-error',
      'nested too deeply',
      block(`def discount(total, rate=0.1):\n    return ${'('.repeat(300)}1${')'.repeat(300)}`),
    ],
    ['wrong-definition', 'with the wrong function', block(broken.replace('discount', 'rebate'))],
    ['wrong-definition', 'with a class in the place of the function', block('class discount:\n    pass')],
    ['wrong-definition', 'with a method in the place of the function', block(`class Shop:\n${indented}`)],
    ['changed-signature', 'with another default', block(broken.replace('0.1', '0.2'))],
    ['changed-signature', 'with another parameter', block(broken.replace('rate=0.1', 'rate=0.1, *more'))],
    ['changed-signature', 'with another name of a parameter', block(broken.replaceAll('rate', 'share'))],
    ['changed-signature', 'with an annotation', block(broken.replace('):', ') -> float:'))],
    ['changed-signature', 'with a decorator', block(`@cache\n${broken}`)],
    ['changed-signature', 'that is `async`', block(`async ${broken}`)],
    [
      'outside-code',
      'that needs an import',
      block(`import math\n\n${broken.replace('total *', 'math.floor(total) *')}`),
    ],
    [
      'outside-code',
      'that needs a helper',
      block(`def off(x):\n    return x\n\n${broken.replace('(1 - rate)', 'off(rate)')}`),
    ],
    ['outside-code', 'that needs a constant', block(`LIMIT = 99\n\n${broken.replace('100', 'LIMIT')}`)],
    [
      'gives-away',
      'with a name that tells',
      block(broken.replace('return total *', 'bug_total = total\n        return bug_total *')),
    ],
    [
      'gives-away',
      'with a text that tells',
      block(broken.replace('    return total\n', '    raise ValueError("a bug")\n')),
    ],
    ['unencodable', 'with half a character', block(broken.replace('total * (1 - rate)', '"\ud83d"'))],
    ['same-meaning', 'with the same code', block(discount)],
    [
      'same-meaning',
      'with other comments only',
      block(
        discount
          .replace('a lot', 'BUG: should be >=')
          .replace('return total\n', 'return total  # off by one\n'),
      ),
    ],
    [
      'same-meaning',
      'with other documentation only',
      block(discount.replace('What is left', 'What is taken off')),
    ],
    [
      'same-meaning',
      'with another layout only',
      block(
        'def discount(total,rate=.1):\n\tif (total > 100):\n\t\treturn (total * (1 - rate))\n\n\treturn total',
      ),
    ],
    [
      'cut-off',
      'that ends in its code',
      { text: `\`\`\`python\n${broken.slice(0, -20)}`, finishReason: 'length' },
    ],
    ['cut-off', 'that ends before its code', { text: 'Let me think about', finishReason: 'length' }],
    ['filtered', 'that was withheld', { text: '', finishReason: 'content_filter' }],
    ['too-long', 'of ten megabytes', 'word '.repeat(2_000_000)],
    ['too-long', 'with a hundred times the code', block(broken + '    total += 1\n'.repeat(5000))],
  ];
  it.each(replies)('as `%s`: one %s', async (reason, _, reply, options) => {
    const { candidates, refusals } = await run(one(discount), [reply], options);
    expect(candidates).toEqual([]);
    expect(refusals).toMatchObject([
      {
        status: 'refused',
        reason,
        reply: typeof reply === 'string' ? reply : (reply as { text: string }).text,
        entity: {
          kind: 'function',
          qualifiedName: 'discount',
          path: 'shop/prices.py',
          startLine: 1,
          endLine: 8,
        },
        attempt: 0,
        costUsd: 0.2,
        usage: { inputTokens: 100, outputTokens: 10 },
      },
    ]);
    expect(refusals[0]?.message).toMatch(/^[A-Z`].*\.$/);
  });

  it('not for what is cut off behind its code', async () => {
    const text = `${brokenDiscount}\n\nAs you can see, the`;
    expect(await rewrite(discount, { text, finishReason: 'length' })).toBe(broken);
  });
});

describe('hostile replies', () => {
  const fence = '```';
  it.each<[string, string]>([
    [
      'paths and markup',
      block(
        '# ../../etc/passwd\n</code><script>\ndef discount(total, rate=0.1):\n    open("../../../x", "w")',
      ),
    ],
    ['fences only', '`'.repeat(100_000)],
    ['thousands of blocks', `${fence}python\ndef discount(\n`.repeat(20_000)],
    ['thousands of beginnings', 'def discount(x):\n  (((\n'.repeat(40_000)],
    ['spaces', ' '.repeat(900_000) + fence],
    ['brackets in each other', block(`def discount(total, rate=0.1):\n    return ${'['.repeat(15_000)}`)],
    ['operators in each other', block(`def discount(total, rate=0.1):\n    return ${'not '.repeat(4000)}1`)],
    ['strings in each other', block(`def discount(total, rate=0.1):\n    return ${'f"{'.repeat(4000)}`)],
    [
      'every character',
      `${fence}\n${Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')}`,
    ],
  ])('of %s end no run', async (_, reply) => {
    const source = `${discount}\n\ndef half(total):\n    return total / 2\n`;
    const half = block('def half(total):\n    return total // 2');
    const { candidates, refusals, error } = await run(one(source), (prompt) =>
      prompt.includes('`half`') ? half : reply,
    );
    expect(error).toBeUndefined();
    expect(candidates.at(-1)?.entity?.qualifiedName).toBe('half');
    expect(candidates.length + refusals.length).toBe(2);
    for (const { patch } of candidates)
      expect(patch.match(/^(?:---|\+\+\+) .*$/gm)).toEqual(['--- a/shop/prices.py', '+++ b/shop/prices.py']);
  });
});
