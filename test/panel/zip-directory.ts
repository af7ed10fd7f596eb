// The central directory of a zip, read as an installer reads it: order, who made each entry, its Unix mode. No content.

export type ZipEntry = { name: string; madeBy: number; mode: number; isCompressed: boolean };

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;

export function readZipDirectory(zip: Buffer): ZipEntry[] {
  let at = zip.length - END_BYTES;
  while (at >= 0 && zip.readUInt32LE(at) !== END_OF_DIRECTORY) at -= 1;
  if (at < 0) throw new Error('This is no zip: it has no end of a central directory.');
  const count = zip.readUInt16LE(at + 10);
  let from = zip.readUInt32LE(at + 16);
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(from) !== ENTRY) throw new Error(`There is no entry at byte ${from}.`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(from + offset),
    );
    const name = zip.toString('utf8', from + ENTRY_BYTES, from + ENTRY_BYTES + (nameBytes ?? 0));
    const entry: ZipEntry = {
      name,
      madeBy: zip.readUInt8(from + 5),
      mode: zip.readUInt32LE(from + 38) >>> 16,
      isCompressed: zip.readUInt16LE(from + 10) !== 0,
    };
    from += ENTRY_BYTES + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    return entry;
  });
}
