import type { LmMessage } from '../../../providers/lm-provider.ts';
import { toCodeBlock } from './code-block.ts';
import type { LmPromptFacts } from './lm-prompt.ts';

/**
 * Asks for an entity to be written from its signature and documentation, with the file around it but without its
 * code. Nothing is said of bugs.
 *
 * @source Paper, section B.1 and Figure 14. Other than there, only the definition is asked for, and the parts of a
 *   class that are missing are named.
 */
export function createRewriteMessages({ entity, fileWithoutCode }: LmPromptFacts): LmMessage[] {
  const isClass = entity.kind === 'class';
  const what = isClass ? 'class' : 'function';
  const missing = isClass ? 'the code of its methods stands' : 'its code stands';
  const system = `You write Python. You are shown a file of a project in which the code of one ${what} is left out, and write that ${what} from what its signature, its documentation and the rest of the file say.

- Keep decorators, names, parameters, defaults, annotations, bases and docstrings exactly as they are.
- Use what the file defines or imports and Python's builtins. Import nothing else, and define nothing outside the ${what}.
- Where the file leaves a choice, take the one its callers most likely expect.

Answer with a sentence on how it works, then the whole ${what}, and nothing else of the file, in one block:

\`\`\`python
<code>
\`\`\``;
  // The file comes first, so that providers can reuse what requests for its other definitions begin with.
  const signature = entity.signature.replaceAll(/\s+/g, ' ');
  const task = `Write \`${signature}\`, which is \`${entity.qualifiedName}\` above: ${missing} there as \`...\`.`;
  const user = `\`${entity.path}\`:\n\n${toCodeBlock(fileWithoutCode)}\n\n${task}`;
  return [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
}
