// A .ccx: a plain zip with the manifest first and at its root, no signature (premiere-facts 4.5). The same files give the same bytes.
// Every entry says what Unix says of a file: Adobe's installer on macOS unpacks one without permission bits as unreadable and fails with -160.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync, type ZipOptions, type Zippable } from 'fflate';

/** The first day that a zip can name; when the files were made is nobody's business. */
const FIRST_ZIP_DAY = new Date(1980, 0, 1);
const MADE_BY_UNIX = 3;
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o40755;
/** The attribute by which Windows knows a folder. */
const DOS_FOLDER = 0x10;
const MANIFEST = 'manifest.json';

export async function packFolder(folder: string, file: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => nameInZip(path.relative(folder, path.join(entry.parentPath, entry.name)), entry.isFile()))
    .sort(manifestFirst);
  const zippable: Zippable = {};
  for (const name of names) {
    const isFolder = name.endsWith('/');
    zippable[name] = isFolder
      ? [new Uint8Array(), entryOptions(FOLDER_MODE, DOS_FOLDER, 0)]
      : [await readFile(path.join(folder, name)), entryOptions(FILE_MODE, 0, 9)];
  }
  await writeFile(file, zipSync(zippable));
}

/** A folder's name ends with a slash, so it sorts before what lies in it. */
function nameInZip(relative: string, isFile: boolean): string {
  const name = relative.split(path.sep).join('/');
  return isFile ? name : `${name}/`;
}

function manifestFirst(a: string, b: string): number {
  if (a === MANIFEST || b === MANIFEST) return a === b ? 0 : a === MANIFEST ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Mode in the upper half of the attributes, those of DOS in the lower. */
function entryOptions(mode: number, dosAttributes: number, level: 0 | 9): ZipOptions {
  return { level, mtime: FIRST_ZIP_DAY, os: MADE_BY_UNIX, attrs: ((mode << 16) | dosAttributes) >>> 0 };
}
