/** An entry of a tar archive; `path` is relative. */
export type TarEntry = {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link';
  /** Permission bits. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly modifiedSeconds: number;
  readonly userId: number;
  readonly groupId: number;
  /** Bytes of a file, target of a link. */
  readonly content: Uint8Array;
};

const blockSize = 512;
const typeFlags = { file: '0', directory: '5', link: '2' } as const;

/** The bytes of an archive in GNU format, which takes names of any length and any bytes; `endTar` closes it. */
export function* writeTarEntry(entry: TarEntry): Generator<Uint8Array> {
  const name = Buffer.from(entry.type === 'directory' ? `${entry.path}/` : entry.path);
  const target = entry.type === 'link' ? entry.content : Buffer.alloc(0);
  if (name.length > 100) yield* longName('L', name);
  if (target.length > 100) yield* longName('K', target);
  const body = entry.type === 'file' ? entry.content : Buffer.alloc(0);
  yield header({ ...entry, name, target, size: body.length, flag: typeFlags[entry.type] });
  yield* padded(body);
}

/** What stands at the end of an archive. */
export const endTar: Uint8Array = new Uint8Array(blockSize * 2);

/** An archive small enough to be held in memory. */
export function createTar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap((entry) => [...writeTarEntry(entry)]), endTar]);
}

function* longName(flag: string, name: Uint8Array): Generator<Uint8Array> {
  const body = Buffer.concat([name, Buffer.alloc(1)]);
  const facts = { mode: 0, userId: 0, groupId: 0, modifiedSeconds: 0, target: Buffer.alloc(0) };
  yield header({ ...facts, name: Buffer.from('././@LongLink'), size: body.length, flag });
  yield* padded(body);
}

function* padded(body: Uint8Array): Generator<Uint8Array> {
  if (body.length === 0) return;
  yield body;
  const rest = body.length % blockSize;
  if (rest > 0) yield new Uint8Array(blockSize - rest);
}

function header(
  facts: Pick<TarEntry, 'mode' | 'userId' | 'groupId' | 'modifiedSeconds'> & {
    readonly name: Uint8Array;
    readonly target: Uint8Array;
    readonly size: number;
    readonly flag: string;
  },
): Uint8Array {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, '0'), offset, 'latin1');
  };
  block.set(facts.name.subarray(0, 100), 0);
  octal(facts.mode, 100, 7);
  octal(facts.userId, 108, 7);
  octal(facts.groupId, 116, 7);
  octal(facts.size, 124, 11);
  octal(facts.modifiedSeconds, 136, 11);
  block.write(' '.repeat(8), 148, 'latin1');
  block.write(facts.flag, 156, 'latin1');
  block.set(facts.target.subarray(0, 100), 157);
  block.write('ustar  \0', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(sum, 148, 6);
  block.write('\0 ', 154, 'latin1');
  return block;
}
