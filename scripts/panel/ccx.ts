// A .ccx: a plain zip with the manifest at its root, no signature (premiere-facts 4.5). The same files give the same bytes.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** The first day that a zip can name; when the files were made is nobody's business. */
const FIRST_ZIP_DAY = new Date(1980, 0, 1);

export async function packFolder(folder: string, file: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  const zippable: Zippable = {};
  for (const name of names) zippable[name] = await readFile(path.join(folder, name));
  await writeFile(file, zipSync(zippable, { level: 9, mtime: FIRST_ZIP_DAY }));
}
