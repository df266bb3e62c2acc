/** An object `git cat-file --batch` answered with; `missing` is an answer too. */
export type BatchObject = { readonly type: string; readonly content: Uint8Array };

/** Reads the answers of `git cat-file --batch` one by one from its output. */
export class BatchReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(output: AsyncIterable<Uint8Array>) {
    this.#chunks = output[Symbol.asyncIterator]();
  }

  /** The next object, or `'ended'` when the output does before it is complete. */
  async next(): Promise<BatchObject | 'ended'> {
    const header = await this.#readLine();
    if (header === null) return 'ended';
    const [, type = '', size = ''] = /^\S+ (\S+)(?: (\d+))?$/u.exec(header) ?? [];
    if (size === '') return { type, content: new Uint8Array() };
    const content = new Uint8Array(Number(size));
    // A newline follows that is not part of the content.
    const isComplete = (await this.#fill(content)) && (await this.#fill(new Uint8Array(1)));
    return isComplete ? { type, content } : 'ended';
  }

  async #readLine(): Promise<string | null> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      parts.push(this.#rest.subarray(0, end === -1 ? undefined : end));
      this.#rest = this.#rest.subarray(end === -1 ? this.#rest.length : end + 1);
      if (end !== -1) return Buffer.concat(parts).toString('latin1');
      if (!(await this.#pull())) return null;
    }
  }

  async #fill(target: Uint8Array): Promise<boolean> {
    for (let filled = 0; filled < target.length;) {
      if (this.#rest.length === 0 && !(await this.#pull())) return false;
      const taken = this.#rest.subarray(0, target.length - filled);
      target.set(taken, filled);
      filled += taken.length;
      this.#rest = this.#rest.subarray(taken.length);
    }
    return true;
  }

  async #pull(): Promise<boolean> {
    const chunk = await this.#chunks.next();
    if (chunk.done === true) return false;
    this.#rest = chunk.value;
    return true;
  }
}
