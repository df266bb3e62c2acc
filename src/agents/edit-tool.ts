import { z } from 'zod';
import { BugsmithError } from '../errors/bugsmith-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { createLoopTool, type LoopTool } from '../tool-loop/loop-tool.ts';
import { EditProblem, insertText, replaceText } from './edit-text.ts';
import { decodePatch, encodePatch } from '../patches/patch-bytes.ts';
import { showDirectory, showLines } from './show-file.ts';

/** Arguments of the tool. */
export type EditInput = {
  readonly command: 'view' | 'create' | 'str_replace' | 'insert';
  readonly path: string;
  readonly file_text?: string | null | undefined;
  readonly old_str?: string | null | undefined;
  readonly new_str?: string | null | undefined;
  readonly insert_line?: number | null | undefined;
  readonly view_range?: readonly number[] | null | undefined;
};

const inputSchema: z.ZodType<EditInput> = z.object({
  command: z.enum(['view', 'create', 'str_replace', 'insert']).describe('What to do.'),
  path: z.string().describe('The file or directory, absolute or relative to the root of the project.'),
  file_text: z.string().nullish().describe('For `create`: the whole content of the file.'),
  old_str: z
    .string()
    .nullish()
    .describe('For `str_replace`: the text to take out. It must occur exactly once, white space included.'),
  new_str: z
    .string()
    .nullish()
    .describe(
      'For `str_replace`: the text to put there, nothing when left out. For `insert`: the new lines.',
    ),
  insert_line: z
    .int()
    .nullish()
    .describe('For `insert`: the line to write behind; 0 is the top of the file.'),
  view_range: z
    .array(z.int())
    .nullish()
    .describe('For `view` of a file: the first and the last line to show; -1 is the end of the file.'),
});

/** What the tool works with. */
type EditContext = {
  readonly sandbox: Sandbox;
  readonly maxOutputBytes: number;
  readonly abortSignal: AbortSignal;
};

/**
 * A tool with which a model looks at files and changes them, without a shell between; texts keep their line ends
 * and every byte that is not changed.
 *
 * @source SWE-agent's `str_replace_editor`, whose names and arguments it has. Differs: nothing is undone.
 */
export function createEditTool(context: EditContext): LoopTool {
  return createLoopTool({
    name: 'str_replace_editor',
    description:
      'Looks at files and directories, creates files, and changes them by replacing or inserting text. What it ' +
      'changes stays changed.',
    inputSchema,
    describe: ({ command, path, ...others }) => {
      const named = Object.entries(others).filter(([, value]) => value !== undefined && value !== null);
      const options = named.map(([name, value]) => `--${name}=${JSON.stringify(value)}`);
      return ['str_replace_editor', command, path, ...options].join(' ');
    },
    execute: async (input) => {
      try {
        return { observation: await edit(input, context), durationMs: 0 };
      } catch (error) {
        // A path that leads outside, or to what is no file, is the model's mistake.
        const isMistake = error instanceof EditProblem || isInvalidPath(error);
        if (!isMistake) throw error;
        return { observation: `[nothing done: ${(error as Error).message}]`, durationMs: 0 };
      }
    },
  });
}

function isInvalidPath(error: unknown): boolean {
  return BugsmithError.isInstance(error) && error.code === InvalidArgumentError.code;
}

async function edit(input: EditInput, context: EditContext): Promise<string> {
  const { command, path } = input;
  const { sandbox } = context;
  if (command === 'create') return create(input, context);
  if (command === 'view' && isRoot(path, sandbox)) return showDirectory('.', context);
  const bytes = await sandbox.readFile(path).catch((error: unknown) => {
    if (command === 'view' && isInvalidPath(error)) return undefined;
    throw error;
  });
  // What is no regular file may be a directory.
  if (bytes === undefined) return showDirectory(path, context);
  if (bytes === null) throw new EditProblem(`there is no file \`${path}\``);
  const text = decodePatch(bytes);
  if (command === 'view') return showLines(text, input.view_range ?? undefined, context.maxOutputBytes);
  const changed = command === 'insert' ? insertText(text, input) : replaceText(text, input);
  await sandbox.writeFile(path, encodePatch(changed.text));
  const shown = showLines(changed.text, changed.range, context.maxOutputBytes);
  return `\`${path}\` was changed. Around the change it now reads:\n${shown}`;
}

async function create({ path, file_text }: EditInput, { sandbox }: EditContext): Promise<string> {
  if (typeof file_text !== 'string') throw new EditProblem('`create` needs `file_text`');
  const isThere = (await sandbox.readFile(path)) !== null;
  await sandbox.writeFile(path, encodePatch(file_text));
  return isThere ? `\`${path}\` was there already and is overwritten.` : `\`${path}\` was created.`;
}

function isRoot(path: string, { workingDirectory }: Sandbox): boolean {
  return ['', '.', './', workingDirectory, `${workingDirectory}/`].includes(path);
}
