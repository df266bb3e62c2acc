import { parsePatch, type TaskInstance } from 'bugsmith';
import type { ScriptedModelServerOptions, ScriptedReply } from 'bugsmith/testing';

/**
 * Answers as a model that looks around, repairs those instances it is told to and submits; of others it changes
 * only a comment, and in some it only talks. Which instance is asked about is seen from its id in the report.
 */
export function scriptRepairs(
  instances: readonly TaskInstance[],
  {
    repaired,
    talking = [],
  }: { readonly repaired: readonly unknown[]; readonly talking?: readonly unknown[] },
): Extract<ScriptedModelServerOptions['replies'], (...parameters: never) => unknown> {
  return ({ body }) => {
    const messages = (body as { readonly messages: readonly { readonly role: string }[] }).messages;
    const said = JSON.stringify(messages.slice(0, 2));
    const instance = instances.find(({ instance_id }) => said.includes(instance_id));
    if (instance === undefined) return { status: 400, message: 'no instance is asked about' };
    const { instance_id } = instance;
    if (talking.includes(instance_id)) return { text: 'I would look at the code first.' };
    const script = repaired.includes(instance_id) ? repair(instance) : pretend(instance);
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    return script[turn] ?? call('The work is done.', 'submit', {});
  };
}

/** Takes back each hunk of the bug with the edit tool. */
function repair({ patch }: TaskInstance): ScriptedReply[] {
  const edits = parsePatch(patch).flatMap(({ newPath, hunks }) =>
    hunks.map(({ lines }) => {
      const join = (side: 'removed' | 'added'): string =>
        lines.flatMap(({ kind, text }) => (kind === side || kind === 'context' ? [text] : [])).join('');
      const input = {
        command: 'str_replace',
        path: newPath,
        old_str: join('added'),
        new_str: join('removed'),
      };
      return call('This does not do what it says.', 'str_replace_editor', input);
    }),
  );
  return [call('I look at what is there.', 'bash', { command: 'git status --short; ls' }), ...edits];
}

function pretend({ patch }: TaskInstance): ScriptedReply[] {
  const path = parsePatch(patch)[0]?.newPath ?? 'README';
  const input = { command: 'insert', path, insert_line: 0, new_str: '# Repaired.\n' };
  return [call('A comment will do.', 'str_replace_editor', input)];
}

function call(text: string, name: string, input: unknown): ScriptedReply {
  return { text, toolCalls: [{ name, input }] };
}
