import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

import { DataFormatError } from '../../../errors/data-format-error.ts';
import { checkData } from '../../../json/json-data.ts';
import type { LmMessage } from '../../../providers/lm-provider.ts';
import type { LmPrompt, LmPromptFacts } from '../prompts/lm-prompt.ts';
import { formatTemplate } from './format-template.ts';
import { renderTemplate } from './render-template.ts';

/** A prompt file of SWE-smith. */
export type SwesmithPrompt = {
  /** What SWE-smith names the bugs by, such as `lm_modify`; fit for the `name` of `LmModifier`. */
  readonly name: string;
  readonly prompt: LmPrompt;
};

/** Options of {@link parseSwesmithPrompt}. */
export type ParseSwesmithPromptOptions = {
  /** Name of the file, for messages. @default 'prompt.yml' */
  readonly file?: string | undefined;
};

const template = z.string().nullish();
const fileSchema = z.object({
  name: z.string(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  system: template,
  demonstration: template,
  instance: z.string(),
});
const parts = ['system', 'demonstration', 'instance'] as const;

/**
 * Reads the text of a YAML prompt file as SWE-smith has them in `configs/bug_gen`: `system`, `demonstration` and
 * `instance`, the `parameters` they name, and `name`.
 *
 * Shapes: in `modify` mode templates are Jinja with the `shuffle` filter and name `src_code`, `file_path`,
 * `line_start`, `line_end`, `name`, `signature`, `stub` and the file's own parameters. In `rewrite` mode they are
 * filled in as by Python's `str.format`, with `func_signature`, `func_to_write` and `file_src_code`. Empty ones
 * make no message. `criteria` is not looked at: use `minComplexity` and `score`.
 *
 * Templates are programs: load files you trust. Code of the repository is only ever a value in them.
 *
 * @throws {DataFormatError} when the text is no such file; from the prompt, when a template cannot be filled in.
 * @source SWE-smith cf2e649 `bug_gen/llm/modify.py` and `rewrite.py`. Other than there, what a template prints must
 *   be known.
 */
export function parseSwesmithPrompt(
  text: string,
  { file = 'prompt.yml' }: ParseSwesmithPromptOptions = {},
): SwesmithPrompt {
  const content = checkData(fileSchema, parseYaml(text, file), { file });
  return {
    name: content.name,
    prompt: (facts) =>
      parts.flatMap((part): LmMessage[] => {
        const written = content[part] ?? '';
        const message = fill(written, facts, { file, part, parameters: content.parameters ?? {} });
        return message === '' ? [] : [{ role: part === 'system' ? 'system' : 'user', content: message }];
      }),
  };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined;
    const reason = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    throw new DataFormatError({ file, line, reason: `it is not YAML (${reason})`, cause });
  }
}

function fill(
  written: string,
  facts: LmPromptFacts,
  {
    file,
    part,
    parameters,
  }: { readonly file: string; readonly part: string; readonly parameters: Readonly<Record<string, unknown>> },
): string {
  const { entity, code, stub, fileWithoutCode } = facts;
  try {
    if (facts.mode === 'rewrite') {
      const values = {
        func_signature: entity.signature,
        func_to_write: stub,
        file_src_code: fileWithoutCode,
      };
      return formatTemplate(written, values);
    }
    const values = {
      src_code: code,
      file_path: entity.path,
      line_start: entity.startLine,
      line_end: entity.endLine,
      name: entity.name,
      signature: entity.signature,
      stub,
      ...parameters,
    };
    return renderTemplate(written, values, facts.random);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause);
    throw new DataFormatError({
      file,
      field: part,
      reason: `its template cannot be filled in: ${reason}`,
      cause,
    });
  }
}
