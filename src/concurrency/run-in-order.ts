import pLimit from 'p-limit';

/** Tasks taken ahead of the one whose outcome is next, for each that runs at the same time. */
const taskedAhead = 2;

/**
 * Works on tasks at the same time and gives the outcomes in their order, with memory for a few.
 *
 * After an outcome that ends the run no task is begun; those that run are waited for and their outcomes given.
 * A consumer that stops, or an `abort`, leaves the outcomes of tasks that were finished to `onLeft`. `work` must
 * not throw, and must come to an end once aborted.
 */
export async function* runInOrder<Task, Outcome>(
  tasks: AsyncIterable<Task>,
  work: (task: Task) => Promise<Outcome>,
  options: {
    readonly concurrency: number;
    readonly endsRun: (outcome: Outcome) => boolean;
    readonly abort: AbortController;
    readonly onLeft: (task: Task, outcome: Outcome) => Promise<void>;
  },
): AsyncGenerator<{ readonly task: Task; readonly outcome: Outcome }> {
  const { concurrency, endsRun, abort } = options;
  const limit = pLimit(concurrency);
  const running: { readonly task: Task; readonly outcome: Promise<Outcome | undefined> }[] = [];
  let isEnded = false;
  const begin = async (task: Task): Promise<Outcome | undefined> => {
    if (isEnded || abort.signal.aborted) return undefined;
    const outcome = await work(task);
    isEnded ||= endsRun(outcome);
    return outcome;
  };
  async function* giveUntil(left: number): AsyncGenerator<{ task: Task; outcome: Outcome }> {
    while (running.length > left) {
      const [first] = running;
      const outcome = await first?.outcome;
      if (abort.signal.aborted) return;
      running.shift();
      if (first !== undefined && outcome !== undefined) yield { task: first.task, outcome };
    }
  }
  try {
    for await (const task of tasks) {
      running.push({ task, outcome: limit(() => begin(task)) });
      yield* giveUntil(concurrency * taskedAhead - 1);
      // Set while the generator waited.
      if ((isEnded as boolean) || abort.signal.aborted) break;
    }
    yield* giveUntil(0);
  } finally {
    isEnded = true;
    abort.abort();
    for (const { task, outcome } of running) {
      const finished = await outcome;
      if (finished !== undefined) await options.onLeft(task, finished);
    }
  }
}
