import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { testPython } from './python.ts';

/** What Python makes of a source; a text says what is wrong. */
export type Verdict = {
  readonly parseError: string | null;
  /** What only the compiler notices, such as a `nonlocal` name that is bound nowhere; if it was asked for. */
  readonly compileError: string | null;
  /** Whether its syntax tree is another one than the original's. */
  readonly isDifferent: boolean;
};

/** Asks one running Python what it makes of sources. */
export class PythonChecker implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  /** Requests are answered in order, so one must end before the next begins. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ compiles = false }: { readonly compiles?: boolean } = {}) {
    const script = fileURLToPath(new URL('check-syntax.py', import.meta.url));
    this.#process = spawn(testPython, ['-I', script, ...(compiles ? ['--compile'] : [])]);
    this.#process.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** The verdict on a source, and on each changed form of it. */
  check(
    original: Uint8Array,
    changed: readonly Uint8Array[],
  ): Promise<{ original: Verdict; changed: readonly Verdict[] }> {
    const request = this.#last.then(async () => {
      this.#send({ original });
      for (const source of changed) this.#send({ changed: source });
      const verdict = await this.#receive();
      const verdicts: Verdict[] = [];
      while (verdicts.length < changed.length) verdicts.push(await this.#receive());
      return { original: verdict, changed: verdicts };
    });
    this.#last = request.catch(() => undefined);
    return request;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, 'close');
  }

  #send(sources: Readonly<Record<string, Uint8Array>>): void {
    const encoded = Object.entries(sources).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString('base64'),
    ]);
    this.#process.stdin.write(`${JSON.stringify(Object.fromEntries(encoded))}\n`);
  }

  async #receive(): Promise<Verdict> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('Python ended before it answered');
    return JSON.parse(answer.value) as Verdict;
  }
}
