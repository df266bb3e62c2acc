import type { Container } from './container.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { PreparedImage } from './prepare-image.ts';
import { hasNoProcesses, resetContainer } from './reset-container.ts';
import { runScript } from './run-script.ts';

/**
 * A shell function that kills what has its argument among its variables, but not the shell, and sets `found`
 * when there was something. It starts no process, for which there may be no room; `read` leaves out NUL bytes.
 */
export const killMarkedFunction = `
kill_marked() {
  found=
  for file in /proc/[0-9]*/environ; do
    process=\${file#/proc/}
    process=\${process%/environ}
    [ "$process" = $$ ] && continue
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in *"$1"*) kill -9 "$process" && found=1 ;; esac
    done <"$file"
  done
} 2>/dev/null
`;

/** Kills what has `$1` among its variables until nothing has. */
const killMarkedScript = `${killMarkedFunction}
for pass in 1 2 3 4 5 6 7 8 9 10; do
  kill_marked "$1"
  [ -z "$found" ] && exit
done
`;

const killTimeoutMs = 10_000;

/** The processes of a sandbox's commands. */
export class SandboxProcesses {
  readonly #container: Container;
  readonly #settings: DockerSettings;
  readonly #image: PreparedImage;

  constructor(container: Container, settings: DockerSettings, image: PreparedImage) {
    this.#container = container;
    this.#settings = settings;
    this.#image = image;
  }

  /**
   * Kills one command's processes, as far as they kept their variables and do not start others faster, and
   * leaves those of other commands alone.
   */
  async killMarked(marker: string): Promise<void> {
    // What is left is killed with the last command.
    await this.#runScript(killMarkedScript, [marker]).catch(() => undefined);
  }

  /**
   * Kills every process of the commands.
   *
   * A single call does it, which nothing escapes by starting others. When none can be made because there is
   * no room for another process, the container is restarted, which loses all changes to its files; they are
   * then as in a new sandbox and the result is `restarted`.
   */
  async killAll(): Promise<'killed' | 'restarted'> {
    try {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await this.#runScript('kill -9 -1', []);
        if (await hasNoProcesses(this.#container)) return 'killed';
      }
    } catch {
      // What went wrong shows when the restart fails as well.
    }
    await this.#container.kill();
    await this.#container.start();
    await resetContainer(this.#container, this.#settings, this.#image);
    return 'restarted';
  }

  /** Whether commands have left anything running. */
  async hasStrays(): Promise<boolean> {
    return (await this.#container.countProcesses()) > 0;
  }

  async #runScript(script: string, parameters: readonly string[]): Promise<void> {
    const { user } = this.#image;
    await runScript(this.#container, { script, parameters, user, timeoutMs: killTimeoutMs });
  }
}
