import { open } from 'node:fs/promises';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { isRegularFile } from '../read-chunks.ts';
import { parseInstance, readJsonPieces } from '../read-instances.ts';
import type { TaskInstance } from '../task-instance.ts';

type Place = { readonly offset: number; readonly length: number; readonly line: number };

/** The instances of a list in a file, found by id; only their places are held. */
export class InstanceIndex {
  readonly #file: string;
  readonly #places: ReadonlyMap<string, Place>;

  private constructor(file: string, places: ReadonlyMap<string, Place>) {
    this.#file = file;
    this.#places = places;
  }

  /**
   * Reads through a list; it is empty when there is no such file.
   *
   * @throws {DataFormatError} when it holds something else than instances.
   */
  static async read(file: string): Promise<InstanceIndex> {
    const places = new Map<string, Place>();
    if (!(await isRegularFile(file))) return new InstanceIndex(file, places);
    for await (const piece of readJsonPieces(file, 'json')) {
      const { instance_id: id } = parseInstance(piece, file);
      places.set(id, { offset: piece.offset, length: piece.bytes.length, line: piece.line });
    }
    return new InstanceIndex(file, places);
  }

  /** The instance, or `undefined` when the list has none of that id. */
  async get(id: string): Promise<TaskInstance | undefined> {
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    const handle = await open(this.#file);
    try {
      const bytes = new Uint8Array(place.length);
      const { bytesRead } = await handle.read(bytes, { position: place.offset });
      if (bytesRead < place.length) {
        throw new DataFormatError({ file: this.#file, reason: 'the file changed while it was read' });
      }
      return parseInstance({ bytes, line: place.line }, this.#file);
    } finally {
      await handle.close();
    }
  }
}
