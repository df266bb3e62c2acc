/** A script of someone who installed the package: the names are there, and the native parser works. */
export const consumerScript = `
import { extractEntities, extractEntitiesFromSource } from 'bugsmith';
import * as testing from 'bugsmith/testing';

if (typeof extractEntities !== 'function') throw new Error('extractEntities is not exported');
const [entity] = extractEntitiesFromSource('def double(x):\\n    return x * 2\\n', { path: 'a.py' });
if (entity?.name !== 'double') throw new Error('extractEntitiesFromSource found ' + JSON.stringify(entity));
if (Object.keys(testing).length === 0) throw new Error('bugsmith/testing exports nothing');
`;

/** A module of someone who uses TypeScript with strict settings. */
export const consumerModule = `
import { extractEntities, openRepository, type CodeEntity } from 'bugsmith';
import * as testing from 'bugsmith/testing';

export async function names(path: string, include?: string[]): Promise<string[]> {
  const repository = await openRepository(path, {});
  const entities: CodeEntity[] = await extractEntities(repository, { include });
  return entities.map((entity) => entity.qualifiedName);
}
export const exported: string[] = Object.keys(testing);
`;

/** The strictest settings a user may have, which also check our declaration files. */
export function consumerTsconfig(moduleResolution: 'nodenext' | 'bundler'): string {
  return JSON.stringify({
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: moduleResolution === 'nodenext' ? 'nodenext' : 'preserve',
      moduleResolution,
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      noEmit: true,
    },
    files: ['consumer.ts'],
  });
}
