import type { Container } from './container.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { PreparedImage } from './prepare-image.ts';
import { hasNoProcesses, resetContainer } from './reset-container.ts';
import { runScript } from './run-script.ts';

/** Kills what has `$1` among its variables until nothing has. */
const killMarkedScript = `
passes=0
while [ $passes -lt 50 ]; do
  found=
  for file in /proc/[0-9]*/environ; do
    process=\${file#/proc/}
    process=\${process%/environ}
    if grep -qF -e "$1" "$file" 2>/dev/null && kill -9 "$process" 2>/dev/null; then found=1; fi
  done
  [ -z "$found" ] && exit
  passes=$((passes + 1))
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

  /** Kills one command's processes, as far as they kept their variables, and leaves the others alone. */
  async killMarked(marker: string): Promise<void> {
    await this.#runScript(killMarkedScript, [marker]);
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
