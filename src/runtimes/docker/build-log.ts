import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { ContainerError } from '../../errors/container-error.ts';
import { untilAborted } from '../../concurrency/until-aborted.ts';
import { createDockerError } from './docker-error.ts';

/** One message of the engine about a build. */
const eventSchema = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  /** Repeated many times a second while an image is pulled. */
  progress: z.string().optional(),
  error: z.string().optional(),
});

const shownLines = 20;
const longestLine = 1000;

/** What the engine says of a build: which step it is at, the end of what that printed, and how it failed. */
export class BuildLog {
  readonly #image: string;
  readonly #onOutput: (text: string) => void;
  #step = '';
  /** The end of the step's output; the last line may not have ended. */
  #lines: string[] = [''];
  #failure: string | undefined;

  constructor(image: string, onOutput: (text: string) => void) {
    this.#image = image;
    this.#onOutput = onOutput;
  }

  /** Reads to the end of the build; an abort ends the reading, and with it the build. */
  async read(answer: NodeJS.ReadableStream, abortSignal: AbortSignal): Promise<void> {
    await untilAborted(this.#readLines(answer), abortSignal);
  }

  /** @throws {ContainerError} when the engine reported a failure. */
  throwIfFailed(): void {
    if (this.#failure === undefined) return;
    const message = clean(this.#failure.trim());
    const step = this.#step === '' ? '' : `${this.#step} failed, `;
    throw this.#createError(`${step}${message}`, findRemedy(message, this.#step));
  }

  describeTimeOut(timeoutMs: number): ContainerError {
    const step = this.#step === '' ? 'before its first step' : `at ${this.#step}`;
    const remedy = 'Raise `timeoutMs`, or give the build a network it can reach what it needs through.';
    return this.#createError(`it did not end within ${timeoutMs} ms; it was ${step}`, remedy);
  }

  #createError(reason: string, advice: string): ContainerError {
    const printed = this.#lines.join('\n').trim();
    const remedy = printed === '' ? advice : `${advice} The last lines it printed:\n${printed}`;
    return createDockerError({ operation: `build the image \`${this.#image}\``, reason, remedy });
  }

  async #readLines(answer: NodeJS.ReadableStream): Promise<void> {
    let rest = '';
    answer.setEncoding('utf8');
    for await (const text of answer as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#readEvent(line);
    }
    this.#readEvent(rest);
  }

  #readEvent(line: string): void {
    if (line.trim() === '') return;
    const event = eventSchema.safeParse(parseJson(line)).data;
    if (event === undefined) return;
    const { stream, status, id, progress, error } = event;
    if (stream !== undefined) this.#addOutput(stream);
    if (status !== undefined && progress === undefined) {
      this.#addOutput(`${id === undefined ? '' : `${id}: `}${status}\n`);
    }
    if (error !== undefined) this.#failure = error;
  }

  #addOutput(text: string): void {
    const step = /^step (?<number>\d+\/\d+) ?: (?<instruction>.*)/is.exec(text)?.groups;
    if (step !== undefined) {
      const instruction = clean(step['instruction']?.trim() ?? '');
      const shown = instruction.length > 300 ? `${instruction.slice(0, 300)}…` : instruction;
      this.#step = `step ${step['number'] ?? ''} \`${shown}\``;
      this.#lines = [''];
    } else if (!/^(?: ---> |Removing intermediate container )/.test(text)) {
      const [first = '', ...more] = text.split('\n');
      const joined = [`${this.#lines.at(-1) ?? ''}${first}`, ...more];
      this.#lines = [...this.#lines.slice(0, -1), ...joined.map(clean)].slice(-shownLines - 1);
    }
    this.#onOutput(text);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Without colours and other orders to a terminal, which the text of an error should not give. */
function clean(line: string): string {
  const text = stripVTControlCharacters(line)
    .replaceAll('\r', ' ')
    .replace(/\p{Cc}/gu, '');
  return text.slice(-longestLine);
}

function findRemedy(message: string, step: string): string {
  if (/no space left on device|disk quota exceeded/i.test(message)) {
    return "Free some space on the engine's disk, for example with `docker system prune`.";
  }
  if (step.includes('`FROM ')) {
    return 'Name a `baseImage` the engine has or can pull, for the same `architecture`.';
  }
  if (step === '') return 'The engine refused the build; its log may say more.';
  return 'Correct the step in the specification; a step that needs the network may need `networkMode` or proxies.';
}
