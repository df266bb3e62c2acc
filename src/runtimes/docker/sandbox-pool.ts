import type { Container } from './container.ts';
import { createSandboxSettings } from './container-settings.ts';
import { createContainer } from './create-container.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { Engine } from './engine.ts';
import type { PreparedImage } from './prepare-image.ts';
import { resetContainer } from './reset-container.ts';

/** A running container as clean as a new one. */
export type CleanContainer = {
  readonly container: Container;
  /** What was there besides files and processes when it was new; see `resetContainer`. */
  readonly traces: string | null;
};

/** Containers of one prepared image, used again and again. */
export class SandboxPool {
  readonly #engine: Engine;
  readonly #settings: DockerSettings;
  readonly #image: PreparedImage;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #idle: CleanContainer[] = [];
  #isClosed = false;

  constructor(
    engine: Engine,
    settings: DockerSettings,
    image: PreparedImage,
    labels: Readonly<Record<string, string>>,
  ) {
    this.#engine = engine;
    this.#settings = settings;
    this.#image = image;
    this.#labels = labels;
  }

  /** An idle container that still runs, or a new one. */
  async take(): Promise<CleanContainer> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (await idle.container.isRunning().catch(() => false)) return idle;
      await this.#discard(idle.container);
    }
    const { imageId } = this.#image;
    const settings = createSandboxSettings(this.#settings, { imageId, labels: this.#labels }, this.#image);
    const container = await createContainer(this.#engine, settings);
    try {
      return { container, traces: await resetContainer(container, this.#settings, this.#image) };
    } catch (error) {
      await this.#discard(container);
      throw error;
    }
  }

  /** Takes back a container: keeps it when it can be proven to be as clean as a new one, else removes it. */
  async giveBack({ container, traces }: CleanContainer): Promise<void> {
    const canBeKept = traces !== null && this.#hasRoom();
    if (canBeKept && (await this.#isCleanAgain(container, traces)) && this.#hasRoom()) {
      this.#idle.push({ container, traces });
    } else await this.#discard(container);
  }

  /** Keeps no container from now on. */
  close(): void {
    this.#isClosed = true;
  }

  #hasRoom(): boolean {
    return !this.#isClosed && this.#idle.length < this.#settings.warmSandboxes;
  }

  async #isCleanAgain(container: Container, traces: string): Promise<boolean> {
    try {
      return (await resetContainer(container, this.#settings, this.#image)) === traces;
    } catch {
      return false;
    }
  }

  /** What an engine that is away keeps is removed when the runtime is disposed of. */
  async #discard(container: Container): Promise<void> {
    await container.remove().catch(() => undefined);
  }
}
