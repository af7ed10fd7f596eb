// One file of a host folder to be handed on: tar.gz where file modes matter, zip where people expect one.
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { Zip, ZipDeflate } from 'fflate';
import type { TargetSystem } from './targets.js';

const run = promisify(execFile);

/** -> the archive, beside the folder and named after it; inside, everything lies in one folder of that name. */
export async function packArchive(folder: string, { archive }: TargetSystem): Promise<string> {
  const file = `${folder}.${archive}`;
  if (archive === 'zip') await zipFolder(folder, file);
  else await run('tar', ['-czf', file, '-C', path.dirname(folder), path.basename(folder)]);
  return file;
}

/** File by file, since the whole is some 400 MB. */
async function zipFolder(folder: string, file: string): Promise<void> {
  const output = createWriteStream(file);
  const zip = new Zip((error, chunk, isLast) => {
    if (error) output.destroy(error);
    else output.write(chunk);
    if (isLast) output.end();
  });
  const root = path.basename(folder);
  for (const name of await listFiles(folder)) {
    const entry = new ZipDeflate(`${root}/${name}`, { level: 6 });
    zip.add(entry);
    for await (const chunk of createReadStream(path.join(folder, name))) {
      entry.push(chunk as Buffer);
      if (output.writableNeedDrain) await once(output, 'drain');
    }
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  await once(output, 'close');
}

/** Files below the folder, sorted, with `/`. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
