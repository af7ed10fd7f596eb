// Watches the shots of a timeline: pictures of many files become one run of frames on the clock of the range.
// Memory: one frame forward, some ten seconds of small frames backwards.
import { ScoreError, type Run, type ScoreWarning } from '@framescore/contract';
import { filmReads, type FileRange, type Film } from './core/timeline/film-reads.js';
import { FramePacer } from './core/timeline/frame-pacer.js';
import { HELD_SECONDS, type Held, type Shot } from './core/timeline/plan-shots.js';
import { brokenWarning, endsEarlyWarning, qualityWarnings } from './core/timeline/shot-warnings.js';
import type { TimedFrame } from './core/video/frame-sampler.js';
import type { OpenTimeline } from './open-timeline.js';
import type { MediaPort, PictureEvent, PictureRange, PictureSize } from './ports.js';

/** A picture that stands still is shown this often, so that it counts as without movement. */
const REPEAT_SECONDS = 0.1;
/** What is seen in place of a clip that cannot be read. */
const GREY = 128;
/** A held picture is read as the first frame of a range this long. */
const MOMENT_SECONDS = 1e-3;
/** For turning round; ten seconds more than outweigh a seek. */
const REVERSE_BYTES = 24 * 1024 * 1024;
const REVERSE_SECONDS = { least: 0.5, most: 10 };

type RangeEnd = Exclude<PictureEvent, { kind: 'frame' }>;
type ReadShot = { shot: Shot; film: Film; reads: FileRange[] };

export class TimelineReader {
  private readonly found: ScoreWarning[] = [];
  private seenCount = 0;

  constructor(
    private readonly timeline: OpenTimeline,
    private readonly size: PictureSize,
    private readonly media: MediaPort,
  ) {}

  /** Those met while reading. */
  warnings(): ScoreWarning[] {
    return this.found;
  }

  /** Each shot begins with a frame at its very start. Throws media-unreadable where not one picture could be read. */
  async *frames(run: Run): AsyncGenerator<TimedFrame, void> {
    const { shots } = this.timeline;
    const ranges = shots.flatMap((shot) => this.rangesOf(shot));
    const events = this.media.readPictures({ ranges, ...this.size }, run)[Symbol.asyncIterator]();
    try {
      for (const shot of shots) yield* this.showShot(shot, events);
    } finally {
      await events.return?.();
    }
    if (this.seenCount === 0) {
      const detail = `No clip in this range can be decoded. ${this.found[0]?.detail ?? ''}`;
      throw new ScoreError('media-unreadable', detail.trim());
    }
  }

  private rangesOf({ picture }: Shot): PictureRange[] {
    switch (picture.kind) {
      case 'plain':
        return [];
      case 'held':
        return picture.pictures.map(({ path, fileSeconds }) => ({
          path,
          startSeconds: fileSeconds,
          endSeconds: fileSeconds + MOMENT_SECONDS,
        }));
      case 'film':
        return this.readsOf(picture).map((read) => ({ path: picture.path, ...read }));
    }
  }

  private readsOf(film: Film): FileRange[] {
    const bytesPerSecond = this.size.widthPx * this.size.heightPx * 3 * film.facts.framesPerSecond;
    const { least, most } = REVERSE_SECONDS;
    return filmReads(film, Math.min(most, Math.max(least, REVERSE_BYTES / bytesPerSecond)));
  }

  private showShot(
    shot: Shot,
    events: AsyncIterator<PictureEvent>,
  ): AsyncIterable<TimedFrame> | Iterable<TimedFrame> {
    const { picture } = shot;
    switch (picture.kind) {
      case 'plain':
        return this.hold(this.plainFrame(picture.isBlack ? 0 : GREY), shot.startSeconds, shot.endSeconds);
      case 'held':
        return this.showHeld(shot, picture, events);
      case 'film': {
        const read = { shot, film: picture, reads: this.readsOf(picture) };
        return picture.rate > 0 ? this.showForward(read, events) : this.showBackward(read, events);
      }
    }
  }

  private async *showHeld(
    shot: Shot,
    { pictures, isMoving = false }: Held,
    events: AsyncIterator<PictureEvent>,
  ): AsyncGenerator<TimedFrame, void> {
    for (const [i, { path, fromSeconds }] of pictures.entries()) {
      const { frames, end } = await collect(events);
      this.noteEnd(shot, path, end, frames.length);
      const rgb = frames[0]?.rgb ?? this.plainFrame(GREY);
      // A picture of the finished sequence is one of a course of events: repeats would say that it stands still.
      if (isMoving) yield { timeSeconds: fromSeconds, rgb };
      else yield* this.hold(rgb, fromSeconds, pictures[i + 1]?.fromSeconds ?? shot.endSeconds);
    }
  }

  private async *showForward(
    { shot, film, reads: [read] }: ReadShot,
    events: AsyncIterator<PictureEvent>,
  ): AsyncGenerator<TimedFrame, void> {
    if (!read) return;
    const pacer = new FramePacer(shot, this.timeline.grid);
    const frames = framesOfRange(events);
    let count = 0;
    for (;;) {
      const next = await frames.next();
      if (next.done === true) {
        this.noteEnd(shot, film.path, next.value, count);
        this.noteEarlyEnd(shot, film, read, next.value);
        break;
      }
      count += 1;
      const { timeSeconds, rgb } = next.value;
      yield* pacer.push({ timeSeconds: rangeSeconds(shot, film, read.startSeconds + timeSeconds), rgb });
    }
    yield* this.finishShot(shot, pacer);
  }

  private async *showBackward(
    { shot, film, reads }: ReadShot,
    events: AsyncIterator<PictureEvent>,
  ): AsyncGenerator<TimedFrame, void> {
    const pacer = new FramePacer(shot, this.timeline.grid);
    let shown: Uint8Array | null = null;
    for (const [i, read] of reads.entries()) {
      const { frames, end } = await collect(events);
      this.noteEnd(shot, film.path, end, frames.length);
      if (i === 0) this.noteEarlyEnd(shot, film, read, end);
      let untilSeconds = read.endSeconds;
      for (const { timeSeconds, rgb } of frames.reverse()) {
        // The frame that two pieces share ends the one and begins the other.
        const isShared =
          shown !== null && untilSeconds === read.endSeconds && Buffer.compare(shown, rgb) === 0;
        if (!isShared) yield* pacer.push({ timeSeconds: rangeSeconds(shot, film, untilSeconds), rgb });
        shown = rgb;
        untilSeconds = read.startSeconds + timeSeconds;
      }
    }
    yield* this.finishShot(shot, pacer);
  }

  /** The last frame, held where the file has no more; grey where there was none. */
  private *finishShot(shot: Shot, pacer: FramePacer): Generator<TimedFrame, void> {
    const [last] = pacer.finish();
    if (last) yield* this.hold(last.rgb, last.timeSeconds, shot.endSeconds);
    else yield* this.hold(this.plainFrame(GREY), shot.startSeconds, shot.endSeconds);
  }

  private *hold(rgb: Uint8Array, fromSeconds: number, untilSeconds: number): Generator<TimedFrame, void> {
    yield { timeSeconds: fromSeconds, rgb };
    const count = Math.ceil((untilSeconds - fromSeconds) / REPEAT_SECONDS - 1e-6);
    for (let i = 1; i < count; i += 1) yield { timeSeconds: fromSeconds + i * REPEAT_SECONDS, rgb };
  }

  private plainFrame(level: number): Uint8Array {
    return new Uint8Array(this.size.widthPx * this.size.heightPx * 3).fill(level);
  }

  private noteEnd(shot: Shot, path: string, end: RangeEnd, frameCount: number): void {
    if (frameCount > 0) this.seenCount += 1;
    if (end.kind === 'failed' || frameCount === 0)
      this.found.push(brokenWarning(shot.name, path, shot.startSeconds));
    if (end.kind === 'end') this.found.push(...qualityWarnings(path, end.summary, shot.startSeconds));
  }

  private noteEarlyEnd(shot: Shot, film: Film, read: FileRange, end: RangeEnd): void {
    if (end.kind !== 'end' || end.summary.pictureEndSeconds === null) return;
    const fileEndSeconds = read.startSeconds + end.summary.pictureEndSeconds;
    // What lies behind the end that the header states was noticed when the shot was planned.
    const statedSeconds = Math.min(read.endSeconds, film.facts.durationSeconds);
    const heldSeconds = (statedSeconds - fileEndSeconds) / Math.abs(film.rate);
    if (heldSeconds <= HELD_SECONDS) return;
    const atSeconds =
      film.rate > 0
        ? rangeSeconds(shot, film, Math.max(read.startSeconds, fileEndSeconds))
        : shot.startSeconds;
    this.found.push(endsEarlyWarning(film.path, fileEndSeconds, heldSeconds, atSeconds));
  }
}

function rangeSeconds(shot: Shot, { fileStartSeconds, rate }: Film, fileSeconds: number): number {
  return shot.startSeconds + (fileSeconds - fileStartSeconds) / rate;
}

/** The frames of the next range; returns how it ended. Must be read to its end. */
async function* framesOfRange(events: AsyncIterator<PictureEvent>): AsyncGenerator<TimedFrame, RangeEnd> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) throw new Error('the media process left out a range');
    if (next.value.kind !== 'frame') return next.value;
    yield next.value;
  }
}

async function collect(
  events: AsyncIterator<PictureEvent>,
): Promise<{ frames: TimedFrame[]; end: RangeEnd }> {
  const frames: TimedFrame[] = [];
  const source = framesOfRange(events);
  for (;;) {
    const next = await source.next();
    if (next.done === true) return { frames, end: next.value };
    frames.push(next.value);
  }
}
