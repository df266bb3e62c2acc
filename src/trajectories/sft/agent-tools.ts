import type { Trajectory, TrajectoryTool } from '../trajectory.ts';

const text = (description: string): object => ({ type: 'string', description });

function defineTool(
  name: string,
  description: string,
  properties: Readonly<Record<string, object>>,
  required: readonly string[],
): TrajectoryTool {
  return { name, description, parameters: { type: 'object', properties, required } };
}

const bash = defineTool(
  'bash',
  'Runs a command in the shell.',
  { command: text('The command; several are chained with && or ;') },
  ['command'],
);

const editor = defineTool(
  'str_replace_editor',
  'Looks at files and directories, makes files and changes them.',
  {
    command: {
      type: 'string',
      enum: ['view', 'create', 'str_replace', 'insert', 'undo_edit'],
      description: 'What to do.',
    },
    path: text('Absolute path of the file or directory.'),
    file_text: text('Content of the file that `create` makes.'),
    old_str: text('Text that `str_replace` takes out; it has to occur once, white space included.'),
    new_str: text('Text that `str_replace` or `insert` puts in.'),
    insert_line: { type: 'integer', description: 'Line after which `insert` puts the text.' },
    view_range: {
      type: 'array',
      items: { type: 'integer' },
      description: 'First and last line that `view` shows; -1 stands for the last line of the file.',
    },
  },
  ['command', 'path'],
);

const submit = defineTool('submit', 'Hands in the changes and ends the work.', {}, []);

const known: ReadonlyMap<string, TrajectoryTool> = new Map(
  [bash, editor, submit].map((tool) => [tool.name, tool]),
);

/**
 * The tools of a run: its own where it tells them, else those that were called, as far as SWE-agent and
 * mini-swe-agent have them; of a tool not known here only the name is told.
 */
export function listTools({ tools, messages, source }: Trajectory): readonly TrajectoryTool[] {
  if (tools !== undefined && tools.length > 0) return tools;
  const usual = source === 'swe-agent' ? [bash, editor, submit] : source === 'mini-swe-agent' ? [bash] : [];
  const listed = new Map(usual.map((tool) => [tool.name, tool]));
  for (const { toolCalls = [] } of messages) {
    for (const { name } of toolCalls) {
      if (!listed.has(name)) listed.set(name, known.get(name) ?? defineTool(name, '', {}, []));
    }
  }
  return [...listed.values()];
}
