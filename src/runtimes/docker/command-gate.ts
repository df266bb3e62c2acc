/** The place of one command among those of a sandbox. */
export type Admission = {
  /**
   * Says that the command has ended or is about to be killed. When it was the last one, `whenLast` runs, and
   * no other command begins until it is done. Only the first call counts.
   */
  readonly leave: <Value>(whenLast: () => Promise<Value>) => Promise<Value | undefined>;
};

/** Keeps commands from beginning while everything in a sandbox is killed. */
export class CommandGate {
  #inside = 0;
  #closed: Promise<unknown> | undefined;

  async enter(): Promise<Admission> {
    while (this.#closed !== undefined) await this.#closed;
    this.#inside += 1;
    let isInside = true;
    return {
      leave: async (whenLast) => {
        if (!isInside) return undefined;
        isInside = false;
        this.#inside -= 1;
        if (this.#inside > 0) return undefined;
        const done = whenLast();
        this.#closed = done.then(
          () => (this.#closed = undefined),
          () => (this.#closed = undefined),
        );
        return done;
      },
    };
  }
}
