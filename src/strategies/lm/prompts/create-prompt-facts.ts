import { toCodeEntity } from '../../../entities/analyze-source.ts';
import { applyEdits } from '../../procedural/text-edits.ts';
import type { Random } from '../../random.ts';
import { readIndentation, reindent } from '../python/reindent.ts';
import { entityRange, type RewriteTarget } from '../rewrite-target.ts';
import type { LmPromptFacts } from './lm-prompt.ts';

/** What prompts are told of an entity. */
export function createPromptFacts(target: RewriteTarget, random: Random): LmPromptFacts {
  const { mode, file, definition } = target;
  const { source } = file;
  const entity = toCodeEntity(definition, file);
  const { start, end } = entityRange(target);
  const { base, unit } = readIndentation(definition.outer, definition.body, source);
  const edits = reindent(definition.outer, source, { base, unit }, { base: '', unit });
  const withoutCode = source.slice(0, start) + entity.stub + source.slice(end);
  return {
    mode,
    entity,
    code: toLineFeeds(applyEdits(source, edits, start, end)),
    stub: toLineFeeds(dedent(entity.stub, base)),
    fileWithoutCode: toLineFeeds(withoutCode.replace(/^\ufeff/, '')),
    random,
  };
}

/** Takes the indentation from all lines that have it, those of strings too: a stub is only shown. */
function dedent(text: string, indentation: string): string {
  return indentation === '' ? text : text.replaceAll(`\n${indentation}`, '\n');
}

function toLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
