import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import { SshConnection, type SshTarget } from './ssh-connection.ts';

/** Servers begin to turn away connections when more than ten log in at the same time. */
const mostLogins = 5;

/** Makes the connections of HTTP requests by SSH, and uses them again as far as the engine allows it. */
export class SshAgent extends Agent {
  readonly #target: SshTarget;
  readonly #login: ReturnType<typeof pLimit> = pLimit(mostLogins);

  constructor(target: SshTarget) {
    super({ keepAlive: true, maxFreeSockets: mostLogins });
    this.#target = target;
  }

  override createConnection(
    _: unknown,
    callback?: (error: Error | null, connection: Duplex) => void,
  ): undefined {
    void this.#login(() => {
      const connection = new SshConnection(this.#target);
      callback?.(null, connection);
      return connection.answered;
    });
  }
}
