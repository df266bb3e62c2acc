import type { TaskInstance } from 'bugsmith';

/** A patch that changes one line of a file. */
export function patchOf(path: string, before: string, after: string): string {
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${before}\n+${after}\n`;
}

/** An instance made here: its patch adds the bug. */
export function instanceOf(id: string, facts: Partial<TaskInstance> = {}): TaskInstance {
  return {
    instance_id: /[.-]/.test(id) ? id : `owner__name.1a2b3c4d.func_pm_op_swap__${id}`,
    repo: 'swesmith/owner__name.1a2b3c4d',
    patch: patchOf('a.py', 'return a + b', 'return a - b'),
    FAIL_TO_PASS: ['tests/test_a.py::test_add'],
    PASS_TO_PASS: ['tests/test_a.py::test_other'],
    problem_statement: 'Adding gives a wrong sum.',
    ...facts,
  };
}

/** Everything an iterable gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items);
}
