import { describe, expect, it } from 'vitest';
import {
  classBugKinds,
  createRepairMessage,
  functionBugKinds,
  LmModifier,
  type LmModifierOptions,
  type LmPromptFacts,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';

import { collect, one } from './support.ts';

const source = `class Shop:
\t@property
\tdef sign(self):
\t\t"""What is over the door.

\t\t\`\`\`\`
\t\tSHOP
\t\t\`\`\`\`
\t\t"""
\t\treturn """
\tSHOP
""" + self.name.upper()


def open_shop(name):
\treturn Shop(name)
`.replaceAll('\n', '\r\n');

async function requests(options: Partial<LmModifierOptions> = {}) {
  const modifier = new LmModifier({ provider: scriptedProvider([]), mode: 'modify', ...options });
  const all = await collect(modifier.requests(one(`\ufeff${source}`, 'shop/shop.py')));
  return all.map(({ messages }) => messages.map(({ content }) => content));
}

const countKinds = (text: string, kinds: readonly string[]): number =>
  kinds.filter((kind) => text.includes(kind)).length;

describe('the prompt of `modify`', () => {
  it('shows three of the kinds of bugs, and all of them in the end', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 25; seed += 1) {
      const [shop = [], sign = []] = await requests({ seed });
      expect(countKinds(shop[0] ?? '', classBugKinds)).toBe(3);
      expect(countKinds(sign[0] ?? '', functionBugKinds)).toBe(3);
      for (const kind of functionBugKinds) if (sign[0]?.includes(kind) === true) seen.add(kind);
    }
    expect(functionBugKinds).toHaveLength(9);
    expect(seen).toEqual(new Set(functionBugKinds));
  });

  it('shuffles its rules and changes none of them', async () => {
    const rules = async (seed: number): Promise<string[]> => {
      const [, sign = []] = await requests({ seed });
      return (sign[0] ?? '')
        .split('\n')
        .filter((line) => line.startsWith('- ') && !functionBugKinds.includes(line.slice(2)));
    };
    const [first, second] = [await rules(1), await rules(2)];
    expect(first.length).toBeGreaterThan(5);
    expect(first).not.toEqual(second);
    expect(first.sort()).toEqual(second.sort());
  });

  it('shows the code at the margin, whole, in a block that its own fences do not end', async () => {
    const [, sign = []] = await requests();
    expect(sign[1]).toBe(`\`Shop.sign\` of \`shop/shop.py\`:

\`\`\`\`\`python
@property
def sign(self):
\t"""What is over the door.

\t\t\`\`\`\`
\t\tSHOP
\t\t\`\`\`\`
\t\t"""
\treturn """
\tSHOP
""" + self.name.upper()
\`\`\`\`\``);
  });
});

describe('a prompt of the caller', () => {
  it('is told everything, and has its messages sent as they are', async () => {
    const told: LmPromptFacts[] = [];
    const sent = await requests({
      mode: 'rewrite',
      prompt: (facts) => {
        told.push(facts);
        return [
          { role: 'system', content: facts.mode },
          { role: 'user', content: `${facts.stub} ${facts.random.integer(1000)}` },
        ];
      },
    });
    const sign = told.find(({ entity }) => entity.name === 'sign');
    expect(sign?.stub).toBe(
      '@property\ndef sign(self):\n\t"""What is over the door.\n\n\t````\n\tSHOP\n\t````\n\t"""\n\t...',
    );
    expect(sign?.fileWithoutCode).toContain(
      '\t\t"""\n\t\t...\n\n\ndef open_shop(name):\n\treturn Shop(name)\n',
    );
    expect(sign?.fileWithoutCode).toMatch(/^class Shop:\n/);
    expect(sign?.entity).toMatchObject({
      qualifiedName: 'Shop.sign',
      kind: 'method',
      signature: 'def sign(self)',
    });
    expect(sent[1]?.[0]).toBe('rewrite');
    expect(await requests({ mode: 'rewrite' })).not.toEqual(sent);
  });
});

describe('the repair message', () => {
  it('says what is wrong and what is asked for', async () => {
    let facts: LmPromptFacts | undefined;
    await requests({
      prompt: (told) => {
        facts = told;
        return [];
      },
    });
    const entity = facts?.entity;
    expect(entity).toBeDefined();
    if (entity === undefined) return;
    const told = { mode: 'modify', entity, reason: 'syntax-error', message: 'It has a hole.' } as const;
    expect(createRepairMessage(told)).toMatch(/It has a hole\..*`open_shop`.*behaves differently/);
    expect(createRepairMessage({ ...told, mode: 'rewrite' })).not.toContain('differently');
  });
});
