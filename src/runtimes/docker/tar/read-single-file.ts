/**
 * The bytes of the regular file an archive consists of, or `null` when it holds something else.
 *
 * Reads what the engine answers when it is asked for one file: at most some headers that describe the entry
 * after them, then the entry.
 */
export function readSingleFile(archive: Buffer): Buffer | null {
  for (let offset = 0; offset + 512 <= archive.length;) {
    const flag = String.fromCharCode(archive[offset + 156] ?? 0);
    const size = readSize(archive.subarray(offset + 124, offset + 136));
    const body = archive.subarray(offset + 512, offset + 512 + size);
    if (body.length < size) throw new Error('the archive the engine sent ends early');
    if (flag === '0' || flag === '\0') return archive[offset] === 0 ? null : body;
    // Extended headers; everything else is an entry that is no regular file.
    if (!'xgLK'.includes(flag)) return null;
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return null;
}

function readSize(field: Buffer): number {
  // Sizes from 8 GB on are stored as a binary number.
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  return Number.parseInt(field.toString('latin1').replace(/[\0 ].*$/s, '') || '0', 8);
}
