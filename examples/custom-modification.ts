/**
 * A modification of one's own: errors that are never raised.
 *
 *     npm run setup && npm run build && node examples/custom-modification.ts
 *
 * Breaks the sample project of this folder, offline, and says which of the bugs its tests notice.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createBaseline,
  defineModification,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  validate,
  type ValidationResult,
} from 'bugsmith';

import { resolveTarget } from './support/resolve-target.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Puts `pass` in the place of each `raise`. What parses and means something else becomes a candidate. */
const removeRaise = defineModification({
  name: 'remove_raise',
  explanation: 'An error may go unnoticed.',
  requires: ['is_function', 'has_raise'],
  minComplexity: 1,
  *findSites({ nodesOfKind }) {
    for (const { start, end } of nodesOfKind('raise_statement')) yield [{ start, end, text: 'pass' }];
  },
});

// Any number of modifications run together: `[...pythonModifications, removeRaise]` adds it to the usual ones.
const modifier = new ProceduralModifier({ modifications: [removeRaise], likelihood: 1, maxBugs: 6 });

const checkouts = join(root, '.cache', 'custom-modification');
const repository = await openRepository(
  await resolveTarget(join(root, 'examples', 'sample-project'), checkouts),
);
const runtime = new LocalRuntime({ virtualEnvironment: join(root, '.cache', 'venv') });
try {
  const baseline = await createBaseline(repository, { runtime });
  for await (const result of validate(modifier.generate(repository), { repository, runtime, baseline })) {
    console.log(describe(result));
  }
} finally {
  await runtime.dispose();
}

function describe(result: ValidationResult): string {
  const { entity, patch } = result.candidate;
  const place = `${entity?.path}:${entity?.startLine} ${entity?.qualifiedName}`;
  const changed = patch.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  const found = result.status === 'valid' ? `, noticed by ${result.failToPass.join(', ')}` : '';
  return `${place}\n${changed.join('\n')}\n=> ${result.status}${found}\n`;
}
