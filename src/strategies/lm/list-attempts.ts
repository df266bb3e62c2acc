import type { CodeEntity } from '../../entities/code-entity.ts';
import { readSourceFiles, type SourceFileOptions } from '../../entities/source-files.ts';
import { SourceSyntaxError } from '../../errors/source-syntax-error.ts';
import type { LmRequest } from '../../providers/lm-provider.ts';
import type { Repository } from '../../repository/repository.ts';
import { type FileSource, readFileSource } from '../procedural/file-source.ts';
import { createRandom } from '../random.ts';
import type { Attempt } from './attempt.ts';
import type { LmModifierSettings } from './lm-modifier-settings.ts';
import { createPromptFacts } from './prompts/create-prompt-facts.ts';
import type { RewriteTarget } from './rewrite-target.ts';
import { selectEntities } from './select-entities.ts';

/** The attempts to make, in order, each with its request; files are read as they are needed. */
export async function* listAttempts(
  repository: Repository,
  entities: readonly CodeEntity[] | undefined,
  settings: LmModifierSettings,
): AsyncGenerator<Attempt> {
  const { include, exclude, onSkip } = settings;
  const selected = await selectEntities(repository, entities, {
    ...settings,
    files: { include, exclude, onSkip },
  });
  let file: FileSource | undefined;
  for (const entity of selected) {
    if (file?.path !== entity.path) file = await readFile(repository, entity.path, onSkip);
    const definition = file?.definitions.find(
      ({ qualifiedName, outer }) =>
        qualifiedName === entity.qualifiedName && file?.lines.lineAt(outer.start) === entity.startLine - 1,
    );
    if (file === undefined || definition === undefined) continue;
    const target = { mode: settings.mode, file, definition };
    for (let number = 0; number < settings.bugsPerEntity; number += 1)
      yield prepare(target, number, settings);
  }
}

async function readFile(
  repository: Repository,
  path: string,
  onSkip: SourceFileOptions['onSkip'],
): Promise<FileSource | undefined> {
  const isPresent = repository.files.some((file) => file.path === path && file.mode !== '120000');
  for await (const file of readSourceFiles(repository, isPresent ? [path] : [], onSkip)) {
    try {
      return readFileSource(file);
    } catch (error) {
      if (!SourceSyntaxError.isInstance(error)) throw error;
      onSkip?.({ path: error.path, line: error.line, reason: error.reason });
    }
  }
  return undefined;
}

function prepare(target: RewriteTarget, number: number, settings: LmModifierSettings): Attempt {
  const { mode, prompt, temperature, maxOutputTokens } = settings;
  const { qualifiedName, outer } = target.definition;
  const key = [settings.seed, mode, target.file.path, qualifiedName, outer.start, number];
  const facts = createPromptFacts(target, createRandom('prompt', ...key));
  const request: LmRequest = {
    messages: prompt(facts),
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    seed: createRandom('request', ...key).integer(maximumSeed),
  };
  return { target, facts, number, request };
}

/** What every provider takes as a seed. */
const maximumSeed = 2 ** 31 - 1;
