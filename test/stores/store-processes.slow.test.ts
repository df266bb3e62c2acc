import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { withDirectory } from '../instances/support.ts';

const program = fileURLToPath(new URL('store-process.ts', import.meta.url));

type StoreProcess = {
  readonly child: ChildProcess;
  readonly answers: AsyncIterator<unknown>;
  /** How it ended: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
};

function start(args: readonly string[], { shellPrefix = '' } = {}): StoreProcess {
  const child = spawn('sh', ['-c', `${shellPrefix} exec "$0" "$@"`, process.execPath, program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  async function* readAnswers(): AsyncIterator<unknown> {
    for await (const line of createInterface(child.stdout)) yield JSON.parse(line);
  }
  return { child, answers: readAnswers(), ended };
}

const nextAnswer = async ({ answers }: StoreProcess): Promise<unknown> => (await answers.next()).value;

describe('processes on one store', () => {
  it('get it one at a time, and none waits for one that was killed', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      let processes = Array.from({ length: 5 }, () => start(['hold', path]));
      try {
        for (const one of processes) expect(await nextAnswer(one)).toBe('ready');
        while (processes.length > 0) {
          for (const { child } of processes) child.stdin?.write('open\n');
          const answers = await Promise.all(processes.map(nextAnswer));
          expect(answers.toSorted()).toEqual([...processes.slice(1).map(() => 'in-use'), 'opened']);
          const winner = processes[answers.indexOf('opened')];
          winner?.child.kill('SIGKILL');
          expect(await winner?.ended).toBe('SIGKILL');
          processes = processes.filter((one) => one !== winner);
        }
      } finally {
        for (const { child } of processes) child.kill('SIGKILL');
      }
    }));
});

describe('a process that is killed', () => {
  const count = 60;

  it('leaves every value that was stored, and at the end the same bytes as one that was not', () =>
    withDirectory(async (directory) => {
      const whole = join(directory, 'whole.jsonl');
      expect(await start(['fill', whole, `${count}`]).ended).toBe(0);
      const path = join(directory, 'killed.jsonl');
      let stored = 0;

      /** Lets a process go on for some answers, and kills it; each answer says how many values are stored. */
      async function fill(answersUntilKill: number): Promise<void> {
        const filling = start(['fill', path, `${count}`]);
        let answers = 0;
        for (
          let next = await filling.answers.next();
          next.done !== true;
          next = await filling.answers.next()
        ) {
          expect(next.value).toBeOneOf(answers === 0 ? [stored, stored + 1] : [stored + 1]);
          stored = next.value as number;
          if (answers === answersUntilKill) filling.child.kill('SIGKILL');
          answers += 1;
        }
        expect(await filling.ended).toBeOneOf([0, 'SIGKILL']);
      }

      for (const answersUntilKill of [0, 3, 7, 1, 9, 4, 12, 0, 6, 2]) await fill(answersUntilKill);
      await fill(Infinity);
      expect(stored).toBe(count);
      expect(await readFile(path)).toEqual(await readFile(whole));
    }));
});

describe('a file that may not grow', () => {
  it('refuses the value that does not fit, and keeps those before and after it', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      const limited = start(['exceed', path], { shellPrefix: 'ulimit -f 64;' });
      const answer = await nextAnswer(limited);
      expect(await limited.ended).toBe(0);
      const [headerLine = '', ...lines] = (await readFile(path, 'utf8')).split('\n');
      expect(lines).toEqual(['"a"', '"b"', '"c"', '']);
      expect(answer).toEqual({
        reasons: ['stored', 'file-system', 'stored'],
        sizeAfterFailure: `${headerLine}\n"a"\n"b"\n`.length,
      });
    }));
});
