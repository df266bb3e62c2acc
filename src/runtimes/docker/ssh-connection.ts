import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, type Readable, type Writable } from 'node:stream';

/** Where `ssh` logs in. */
export type SshTarget = {
  readonly host: string;
  readonly port: number | undefined;
  readonly username: string | undefined;
  /** Arguments of `ssh` before all others. */
  readonly parameters: readonly string[];
};

/** Code of the error when `ssh` or the program it starts on the other machine ends with a failure. */
export const sshFailure = 'SSH_FAILED';

/**
 * A connection to the engine of another machine: the input and output of an `ssh` process, made as the `docker`
 * command makes it. Which key is used and which machines are trusted is for the configuration of `ssh` to say.
 */
export class SshConnection extends Duplex {
  /** Read by the agent. */
  readonly timeout: number = 0;
  /** Resolves when the first byte has arrived, or the process has ended. */
  readonly answered: Promise<unknown>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  #complaint = '';

  constructor({ host, port, username, parameters }: SshTarget) {
    super();
    const target = username === undefined || username === '' ? host : `${username}@${host}`;
    const place = port === undefined ? [] : ['-p', String(port)];
    // Nobody is there to be asked for a password.
    const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', '-T', ...place];
    const all = [...parameters, ...options, '--', target, 'docker', 'system', 'dial-stdio'];
    // In a session of its own: an interrupt from the terminal is for us, who may still have to clean up.
    this.#process = spawn('ssh', all, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const { stdin, stdout, stderr } = this.#process;
    stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-1000);
    });
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    // Why it cannot be written to any more is known when the process has ended.
    stdin.on('error', () => undefined);
    this.#process.on('error', (error) => this.destroy(error));
    this.#process.on('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(this.#createError(code));
    });
    this.answered = Promise.race([once(stdout, 'data'), once(this, 'close')]).catch(() => undefined);
  }

  override _read(): void {
    this.#process.stdout.resume();
  }

  override _write(chunk: Buffer, _: string, callback: () => void): void {
    this.#process.stdin.write(chunk, () => {
      callback();
    });
  }

  override _final(callback: () => void): void {
    this.#process.stdin.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#process.kill();
    callback(error);
  }

  // What the agent expects of a socket: an idle connection does not keep this process from ending.

  ref(): void {
    this.#process.ref();
  }

  unref(): void {
    this.#process.unref();
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  #createError(code: number | null): Error {
    const said = this.#complaint.trim() === '' ? `exit code ${code ?? 'none'}` : this.#complaint.trim();
    return Object.assign(new Error(`ssh: ${said}`), { code: sshFailure });
  }
}
