import { untilAborted } from '../concurrency/until-aborted.ts';

type SharedCall<Value> = {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
  isTaken: boolean;
};

/** Makes calls with the same key that are under way at the same time only once. */
export class SharedCalls<Value> {
  readonly #calls: Map<string, SharedCall<Value>> = new Map();

  /**
   * Joins the call with this key, or starts it; `isFirst` says whether this is the first to get its value. The call
   * is aborted when nobody waits for it any more.
   */
  async join(
    key: string,
    start: (abortSignal: AbortSignal) => Promise<Value>,
    abortSignal: AbortSignal | undefined,
  ): Promise<{ readonly value: Value; readonly isFirst: boolean }> {
    abortSignal?.throwIfAborted();
    const call = this.#calls.get(key) ?? this.#start(key, start);
    call.waiting += 1;
    try {
      const value = await untilAborted(call.promise, abortSignal);
      const isFirst = !call.isTaken;
      call.isTaken = true;
      return { value, isFirst };
    } finally {
      call.waiting -= 1;
      if (call.waiting === 0) this.#end(key, call);
    }
  }

  #start(key: string, start: (abortSignal: AbortSignal) => Promise<Value>): SharedCall<Value> {
    const controller = new AbortController();
    const promise = start(controller.signal);
    const call = { promise, controller, waiting: 0, isTaken: false };
    this.#calls.set(key, call);
    return call;
  }

  #end(key: string, call: SharedCall<Value>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
    call.controller.abort();
  }
}
