/** Collects one output stream, keeping its beginning and its end in bounded memory. */
export class CappedOutput {
  readonly #head: Bytes;
  readonly #tail: Bytes;
  readonly #tailLimit: number;
  #totalBytes = 0;

  constructor(maxBytes: number) {
    this.#tailLimit = Math.floor(maxBytes / 2);
    this.#head = new Bytes(maxBytes - this.#tailLimit);
    // Twice the room, so that bytes are moved to the front only once in a while.
    this.#tail = new Bytes(this.#tailLimit * 2);
  }

  append(chunk: Uint8Array): void {
    this.#totalBytes += chunk.length;
    const forHead = this.#head.append(chunk.subarray(0, this.#head.room));
    const rest = chunk.subarray(forHead);
    const forTail = rest.subarray(Math.max(0, rest.length - this.#tailLimit));
    if (forTail.length > this.#tail.room) this.#tail.keepLast(this.#tailLimit - forTail.length);
    this.#tail.append(forTail);
  }

  get isTruncated(): boolean {
    return this.#totalBytes > this.#head.length + Math.min(this.#tail.length, this.#tailLimit);
  }

  /** What was kept as text; where bytes are missing a line of its own says how many. */
  toString(): string {
    const head = this.#head.toBuffer();
    const tail = this.#tail.toBuffer();
    if (!this.isTruncated) return Buffer.concat([head, tail]).toString('utf8');
    const beginning = head.subarray(0, endOfLastCharacter(head));
    const lastBytes = tail.subarray(Math.max(0, tail.length - this.#tailLimit));
    const end = lastBytes.subarray(startOfFirstCharacter(lastBytes));
    const missing = this.#totalBytes - beginning.length - end.length;
    const lineBreak = beginning.length === 0 || beginning.at(-1) === 0x0a ? '' : '\n';
    return `${beginning.toString('utf8')}${lineBreak}[... ${missing} bytes left out ...]\n${end.toString('utf8')}`;
  }
}

/** Bytes in one block of memory that grows to a limit: many small chunks cost no more than one large one. */
class Bytes {
  readonly #limit: number;
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  get room(): number {
    return this.#limit - this.#length;
  }

  append(chunk: Uint8Array): number {
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.min(this.#limit, Math.max(4096, length * 2)));
      larger.set(this.toBuffer());
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = length;
    return chunk.length;
  }

  keepLast(count: number): void {
    this.#buffer.copyWithin(0, this.#length - count, this.#length);
    this.#length = count;
  }

  toBuffer(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** Where the text must end so that no UTF-8 character is cut apart. */
function endOfLastCharacter(bytes: Uint8Array): number {
  for (let start = bytes.length - 1; start >= Math.max(0, bytes.length - 4); start -= 1) {
    const byte = bytes[start] ?? 0;
    if (isContinuation(byte)) continue;
    const characterLength = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return start + characterLength > bytes.length ? start : bytes.length;
  }
  return bytes.length;
}

/** Where the text must start for the same reason; what is not UTF-8 at all is left as it is. */
function startOfFirstCharacter(bytes: Uint8Array): number {
  const start = bytes.subarray(0, 4).findIndex((byte) => !isContinuation(byte));
  if (start !== -1) return start;
  return bytes.length < 4 ? bytes.length : 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
