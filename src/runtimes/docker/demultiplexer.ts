/** Takes apart the stream in which the engine sends a command's two outputs: frames, each with a header. */
export class Demultiplexer {
  readonly #onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  readonly #header: Buffer = Buffer.alloc(8);
  #headerLength = 0;
  #frameLeft = 0;

  constructor(onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void) {
    this.#onOutput = onOutput;
  }

  /** Passes on what of a frame is there at once, so that no frame has to be held in memory. */
  append(chunk: Uint8Array): void {
    for (let rest = chunk; rest.length > 0;) {
      if (this.#frameLeft > 0) {
        const part = rest.subarray(0, this.#frameLeft);
        this.#onOutput(this.#header[0] === 2 ? 'stderr' : 'stdout', part);
        this.#frameLeft -= part.length;
        rest = rest.subarray(part.length);
      } else {
        const part = rest.subarray(0, 8 - this.#headerLength);
        this.#header.set(part, this.#headerLength);
        this.#headerLength += part.length;
        rest = rest.subarray(part.length);
        if (this.#headerLength === 8) {
          this.#frameLeft = this.#header.readUInt32BE(4);
          this.#headerLength = 0;
        }
      }
    }
  }
}
