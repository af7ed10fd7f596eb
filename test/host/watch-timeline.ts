// What the timeline tests share: the film and its frames, and a way to watch a timeline as it is scored.
import { afterAll, expect } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TimelineClip, TimelineSnapshot } from '@framescore/contract';
import { Compute } from '../../native-host/src/compute/compute.js';
import { openMedia } from '../../native-host/src/media/frame-source.js';
import { openSource } from '../../native-host/src/open-source.js';
import { readPicture } from '../../native-host/src/read-picture.js';
import { quietRun, readRange } from '../media/media-samples.js';
import { ROOT } from '../process/command-line.js';
import { clip, sequence, snapshot, track } from './timeline-samples.js';

export const FILM = path.join(ROOT, 'examples/media/night-train.mp4');
export const FILM_FRAMES = 602;
export const SIZE = { widthPx: 64, heightPx: 36 };
export const media = openMedia();
export const compute = new Compute();
afterAll(() => compute.dispose());
export const REQUEST = {
  controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
  outputs: { directory: 'unused', stems: false, midi: false, preview: false },
};

/** Every frame of the film, by its number at 25 fps. */
export async function readFilm(): Promise<Uint8Array[]> {
  const frames = (await readRange(media, FILM, 0, FILM_FRAMES / 25)).map(({ rgb }) => rgb);
  expect(frames).toHaveLength(FILM_FRAMES);
  return frames;
}

/** A folder of one test file's own. */
export class WorkFolder {
  private constructor(readonly path: string) {}

  static async make(): Promise<WorkFolder> {
    return new WorkFolder(await mkdtemp(path.join(tmpdir(), 'framescore-timeline-')));
  }

  file(name: string): string {
    return path.join(this.path, name);
  }

  async save(content: string | Uint8Array, name: string): Promise<string> {
    await writeFile(this.file(name), content);
    return this.file(name);
  }

  async saveTimeline(timeline: TimelineSnapshot, name = 'timeline.json'): Promise<string> {
    return this.save(JSON.stringify(timeline), name);
  }

  async open(timeline: TimelineSnapshot, rangeSeconds?: [number, number]) {
    const mediaPath = await this.saveTimeline(timeline);
    return openSource({ ...REQUEST, mediaPath, rangeSeconds }, { media, compute }, quietRun());
  }

  /** `at`: what is shown at a frame of 25 fps of the range, which is the newest frame by then. */
  async watch(timeline: TimelineSnapshot, rangeSeconds?: [number, number]) {
    const source = await this.open(timeline, rangeSeconds);
    const reading = readPicture(source, SIZE, media, quietRun());
    const shown: { frame: number; rgb: Uint8Array }[] = [];
    let lastSeconds = -1;
    for await (const { timeSeconds, rgb } of reading.frames) {
      expect(timeSeconds).toBeGreaterThan(lastSeconds);
      lastSeconds = timeSeconds;
      shown.push({ frame: Math.round(timeSeconds * 25), rgb });
    }
    const at = (frame: number) => shown.findLast((each) => each.frame <= frame)!.rgb;
    return { source, at, warnings: reading.warnings() };
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** A timeline of one track. */
export const oneTrack = (clips: TimelineClip[], rest: Partial<TimelineSnapshot> = {}) =>
  snapshot([sequence('r', [track(clips)])], rest);

/** A clip of the film. */
export const filmed = (range: readonly [number, number], rest: Parameters<typeof clip>[1] = {}) =>
  clip(range, { mediaPath: FILM, ...rest });
