import { describe, expect, it } from 'vitest';
import {
  DataFormatError,
  LmModifier,
  type LmModifierOptions,
  type LmPrompt,
  parseSwesmithPrompt,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';

import { brokenDiscount, collect, discount, messagesOf, one, run } from './support.ts';

const modify = `
version: 2
name: lm_tired
criteria: all
parameters:
  kinds:
    - "first: a <b> & c"
    - "second"
    - "third"
    - "fourth"
  tips: [early, late]
system: |-
  Break it.
  {% for kind in (kinds | shuffle)[:2] %}
  - {{ kind -}}
  {% endfor %}
  {% for tip in tips | shuffle %}{{ tip }} {% endfor %}
demonstration: |
  {# nothing to show #}Like this.
instance: |-
  <INPUT>
  {{src_code}}
  </INPUT>{% if True and not False %} {{ file_path }}:{{ line_start }}{% endif %}
`;
const rewrite = `
name: lm_again
system: |-
  You write code, {{not}} prose.
instance: |-
  Write \`{func_signature}\`:
  {file_src_code}
  ---
  {func_to_write}
`;

async function messages(prompt: LmPrompt, source: string, options: Partial<LmModifierOptions> = {}) {
  const modifier = new LmModifier({ provider: scriptedProvider([]), mode: 'modify', prompt, ...options });
  const [request] = await collect(modifier.requests(one(source)));
  return request?.messages;
}

describe('a prompt file of SWE-smith', () => {
  it('makes the messages of a modification', async () => {
    const { name, prompt } = parseSwesmithPrompt(modify);
    expect(name).toBe('lm_tired');
    const [system, demonstration, instance] = (await messages(prompt, discount)) ?? [];
    expect(system?.role).toBe('system');
    expect(system?.content).toMatch(
      /^Break it\.\n(\n- (first: a <b> & c|second|third|fourth)){2}\n(early late|late early) $/,
    );
    expect(demonstration).toEqual({ role: 'user', content: 'Like this.' });
    expect(instance).toEqual({
      role: 'user',
      content: `<INPUT>\n${discount.trimEnd()}\n</INPUT> shop/prices.py:1`,
    });
  });

  it('shuffles by the seed', async () => {
    const { prompt } = parseSwesmithPrompt(modify);
    const systems = await Promise.all(
      Array.from(
        { length: 12 },
        async (_, seed) => (await messages(prompt, discount, { seed }))?.[0]?.content,
      ),
    );
    expect(new Set(systems).size).toBeGreaterThan(3);
    expect((await messages(prompt, discount, { seed: 5 }))?.[0]?.content).toBe(systems[5]);
  });

  it('makes the messages of a rewrite', async () => {
    const { prompt } = parseSwesmithPrompt(rewrite);
    const stub = `${discount.slice(0, discount.indexOf('    if'))}    ...`;
    expect(await messages(prompt, discount, { mode: 'rewrite' })).toEqual([
      { role: 'system', content: 'You write code, {not} prose.' },
      {
        role: 'user',
        content: `Write \`def discount(total, rate=0.1)\`:\n${stub}\n\n---\n${stub}`,
      },
    ]);
  });

  it('takes code of a repository for what it is, not for a template', async () => {
    const hostile = `def f(x):\n    """{{ kinds }} {% for x in y %} {# #} {file_src_code} {0.__class__} <b>&amp;"""\n    return x\n`;
    const [, , instance] = (await messages(parseSwesmithPrompt(modify).prompt, hostile)) ?? [];
    expect(instance?.content).toContain(hostile.trimEnd());
    const [, written] =
      (await messages(parseSwesmithPrompt(rewrite).prompt, hostile, { mode: 'rewrite' })) ?? [];
    expect(
      written?.content.match(
        /\{\{ kinds \}\} \{% for x in y %\} \{# #\} \{file_src_code\} \{0\.__class__\} <b>&amp;/g,
      ),
    ).toHaveLength(2);
  });

  it('names the candidates, and takes replies in the form it asks for', async () => {
    const { name, prompt } = parseSwesmithPrompt(modify);
    const { candidates, server } = await run(one(discount), [`${brokenDiscount}\nExplanation:\nNow a lot.`], {
      name,
      prompt,
    });
    expect(candidates).toMatchObject([{ strategy: 'lm_tired', explanation: 'Now a lot.' }]);
    expect(messagesOf(server.requests[0]?.body).map(({ role }) => role)).toEqual(['system', 'user', 'user']);
  });

  it.each<[string, string, object]>([
    ['is no YAML', 'name: [', { line: 1 }],
    ['is something else', '- a\n- b\n', {}],
    ['has no instance', 'name: a\nsystem: b\n', { field: 'instance' }],
    ['has no name', 'instance: b\n', { field: 'name' }],
    ['has a list for a template', 'name: a\ninstance: b\nsystem: [c]\n', { field: 'system' }],
  ])('that %s is refused', (_, text, facts) => {
    const parse = (): unknown => parseSwesmithPrompt(text, { file: 'mine.yml' });
    expect(parse).toThrow(DataFormatError);
    expect(parse).toThrow(expect.objectContaining({ file: 'mine.yml', ...facts }) as Error);
  });

  it.each<[string, string, 'modify' | 'rewrite']>([
    ['{{ src_cod }}', 'instance', 'modify'],
    ['{% for x in %}', 'instance', 'modify'],
    ['{{ tips | reorder }}', 'instance', 'modify'],
    ['{% include "/etc/passwd" %}', 'instance', 'modify'],
    ['{function}', 'instance', 'rewrite'],
  ])('with `%s` is refused when it is filled in', async (template, field, mode) => {
    const { prompt } = parseSwesmithPrompt(`name: a\ninstance: '${template}'\n`, { file: 'mine.yml' });
    const error: unknown = await messages(prompt, discount, { mode }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ file: 'mine.yml', field });
  });

  it('leaves nothing behind for other users of its template library', async () => {
    await messages(parseSwesmithPrompt(modify).prompt, discount);
    const { default: nunjucks } = await import('nunjucks');
    const environment = new nunjucks.Environment([]);
    expect(() => environment.renderString('{{ [1, 2][:1] }}', {})).toThrow();
    expect(() => environment.renderString('{{ [1] | shuffle }}', {})).toThrow();
  });
});
