// The virtual disk: folders, files that grow, and what a media file holds. Knows no project.
import type { MediaKind } from './model.js';
import { TICKS_PER_SECOND } from './ticks.js';

export type DiskMedia = {
  kind: MediaKind;
  hasVideo: boolean;
  audioStreamCount: number;
  durationTicks: bigint;
  framesPerSecond: number;
};

export type DiskFile = { sizeBytes: number; content: string | Uint8Array | null; media: DiskMedia | null };

export class FakeDisk {
  readonly #files = new Map<string, DiskFile>();
  readonly #folders = new Set<string>();
  /** Looks a media file up that is not on this disk, e.g. a real one in an end-to-end test. */
  probe: (path: string) => Promise<DiskMedia | null> = () => Promise.resolve(null);
  /** Told of each finished file, e.g. to write it for real. */
  onWrite: (path: string, content: string | Uint8Array) => void = () => undefined;

  /** One spelling of a path: plain separators, no `\\?\`. */
  static normal(path: string): string {
    return path
      .replace(/^\\\\\?\\/, '')
      .replaceAll('\\', '/')
      .replace(/\/+$/, '')
      .normalize('NFC');
  }

  makeFolder(path: string): void {
    this.#folders.add(FakeDisk.normal(path));
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(FakeDisk.normal(path));
  }

  write(path: string, file: Partial<DiskFile>): void {
    const before = this.read(path) ?? { sizeBytes: 0, content: null, media: null };
    const size = file.content ? file.content.length : before.sizeBytes;
    const next = { ...before, sizeBytes: size, ...file };
    this.#files.set(FakeDisk.normal(path), next);
    if (next.content !== null) this.onWrite(path, next.content);
  }

  addMedia(path: string, media: DiskMedia): void {
    this.write(path, { sizeBytes: 1_000_000, media });
  }

  read(path: string): DiskFile | undefined {
    return this.#files.get(FakeDisk.normal(path));
  }

  delete(path: string): boolean {
    return this.#files.delete(FakeDisk.normal(path));
  }

  /** Names of the files that lie in a folder. */
  list(folder: string): string[] {
    const prefix = `${FakeDisk.normal(folder)}/`;
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map((path) => path.slice(prefix.length));
  }

  async findMedia(path: string): Promise<DiskMedia | null> {
    const file = this.read(path);
    return file?.media ?? wavMedia(file?.content ?? null) ?? (await this.probe(path));
  }
}

/** What the header of a WAV says that was written as bytes. */
function wavMedia(content: string | Uint8Array | null): DiskMedia | null {
  if (typeof content === 'string' || content === null || content.length < 44) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57415645) return null;
  const samples = BigInt(Math.floor(view.getUint32(40, true) / view.getUint16(32, true)));
  const durationTicks = (samples * TICKS_PER_SECOND) / BigInt(view.getUint32(24, true));
  return { kind: 'audio', hasVideo: false, audioStreamCount: 1, durationTicks, framesPerSecond: 0 };
}
