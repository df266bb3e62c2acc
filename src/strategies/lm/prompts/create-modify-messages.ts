import type { LmMessage } from '../../../providers/lm-provider.ts';
import { classBugKinds, functionBugKinds } from './bug-kinds.ts';
import { toCodeBlock } from './code-block.ts';
import type { LmPromptFacts } from './lm-prompt.ts';

const shownKinds = 3;

const rules: readonly string[] = [
  'It still runs: valid Python, every name defined, nothing that fails on each call.',
  'Ordinary calls show it: a wrong result, a wrong state or a missing error.',
  'A reviewer who sees only the change might approve it.',
  'Decorators, names, parameters, defaults, annotations and bases stay as they are, and so does all code the bug does not need.',
  'Docstrings and comments stay word for word; none is added, and no name or text tells of the bug.',
  'Nothing new is imported.',
  'Long code may hold several bugs that do not hide each other.',
];

/**
 * Asks for an entity with a bug in it: a random three of the kinds of bugs, the rules in random order.
 *
 * @source Paper, section B.1 and Figure 12. Other than there, what the bug must do to tests and to a reviewer comes
 *   before what it must not do, and the model is told where the code is from.
 */
export function createModifyMessages({ entity, code, random }: LmPromptFacts): LmMessage[] {
  const what = entity.kind === 'class' ? 'class' : 'function';
  const kinds = random.shuffle(what === 'class' ? classBugKinds : functionBugKinds).slice(0, shownKinds);
  const system = `You turn working Python code into exercises in debugging: shown a ${what}, you give it back with a realistic bug that the project's own tests will notice.

Kinds of bugs to think of:
${toList(kinds)}

What makes a good one:
${toList(random.shuffle(rules))}

Answer in this form:

Explanation: <what goes wrong now and when, in a sentence or two>

\`\`\`python
<the whole ${what}>
\`\`\``;
  return [
    { role: 'system', content: system },
    { role: 'user', content: `\`${entity.qualifiedName}\` of \`${entity.path}\`:\n\n${toCodeBlock(code)}` },
  ];
}

function toList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
