// The files of the repository as the checks see them: tracked ones and new ones that git does not ignore.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Zone } from './arrows.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths from the root, with forward slashes. */
export function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
}

export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Sources of the product without their tests: what the arrows are about. */
export function readProductSources(): Map<string, string> {
  const isProduct = (file: string) =>
    /^(contract|native-host|plugin)\/src\/.*\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file);
  return new Map(
    listFiles()
      .filter(isProduct)
      .map((file) => [file, readText(file)]),
  );
}

export function readZones(): Zone[] {
  return (JSON.parse(readText('scripts/house/arrows.json')) as { zones: Zone[] }).zones;
}
