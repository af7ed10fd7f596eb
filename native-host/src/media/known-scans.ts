// What reading all packets of a stream found, by file, so that no process reads a film whole twice for it. What the media process finds
// is handed to its host, and by that to the next media process. Knows no decoder.
import { stat } from 'node:fs/promises';
import type { PacketScan } from './media-info.js';

/** `key` names the reader, the stream, and the file as it was: one that has changed since is another. */
export type KnownScan = { path: string; key: string; scan: PacketScan | null };

/** Some hundred bytes each; more files than that are seldom in one timeline. */
const MOST_KNOWN = 2_000;

const known = new Map<string, KnownScan>();
let onFound: (found: KnownScan) => void = () => undefined;

/** `scan` reads the whole stream, and is called only where nobody did before. A scan that fails is not remembered. */
export async function scanOnce(
  { reader, path, streamIndex }: { reader: string; path: string; streamIndex: number },
  scan: () => Promise<PacketScan | null>,
): Promise<PacketScan | null> {
  const file = await stat(path).catch(() => null);
  if (!file) return scan();
  const key = [reader, streamIndex, file.size, file.mtimeMs, path].join(' ');
  const before = known.get(key);
  if (before) return before.scan;
  const found = { path, key, scan: await scan() };
  learnScans([found]);
  onFound(found);
  return found.scan;
}

/** Takes what another process found. */
export function learnScans(scans: readonly KnownScan[]): void {
  for (const scan of scans) {
    known.delete(scan.key);
    known.set(scan.key, scan);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  }
}

/** What is known of these files, for another process. */
export function scansOf(paths: readonly string[]): KnownScan[] {
  const asked = new Set(paths);
  return [...known.values()].filter(({ path }) => asked.has(path));
}

/** Is told of each file that this process reads whole from now on. */
export function tellFoundScans(tell: (found: KnownScan) => void): void {
  onFound = tell;
}
