// What ffmpeg's showinfo filter prints of each frame, waiting for the frames that come by another pipe.
import { once, EventEmitter } from 'node:events';
import { parseRational } from './ffprobe-json.js';

/** `seconds` is null where the frame has no time of its own. */
export type FrameNote = {
  seconds: number | null;
  firstField: 'top' | 'bottom' | null;
  transfer: string;
  primaries: string;
};

const FIELDS: Readonly<Record<string, FrameNote['firstField']>> = { T: 'top', B: 'bottom', P: null };

export class FrameNotes {
  private readonly notes: FrameNote[] = [];
  /** Colours stand on a line of their own, which comes last. */
  private unfinished: FrameNote | null = null;
  private readonly arrivals = new EventEmitter();
  private secondsPerTick = 0;
  private isOver = false;

  /** True when the line was one of showinfo's. */
  takeLine(line: string): boolean {
    if (!line.includes('[Parsed_showinfo')) return false;
    const timeBase = /config in time_base: (\d+\/\d+)/.exec(line)?.[1];
    if (timeBase !== undefined) {
      const { numerator, denominator } = parseRational(timeBase);
      this.secondsPerTick = numerator / denominator;
    }
    // Ticks, because pts_time has six digits only: 1 ms after a quarter of an hour.
    const [, ticks, field] = / n: *\d+ pts: *(-?\d+|NOPTS) .* i:([TBP?])/.exec(line) ?? [];
    if (ticks !== undefined && field !== undefined) this.begin(ticks, field);
    const [, primaries, transfer] = / color_primaries:(\S+) color_trc:(\S+)/.exec(line) ?? [];
    if (this.unfinished && primaries !== undefined && transfer !== undefined) {
      this.unfinished = { ...this.unfinished, primaries, transfer };
      this.finish();
    }
    return true;
  }

  /** After the program has ended: no more lines come. */
  end(): void {
    this.finish();
    this.isOver = true;
    this.arrivals.emit('arrival');
  }

  /** What is said of the next frame; undefined where showinfo named fewer frames than came. */
  async next(): Promise<FrameNote | undefined> {
    while (this.notes.length === 0 && !this.isOver) await once(this.arrivals, 'arrival');
    return this.notes.shift();
  }

  private begin(ticks: string, field: string): void {
    this.finish(); // a showinfo that prints no colours
    const seconds = ticks === 'NOPTS' ? null : Number(ticks) * this.secondsPerTick;
    this.unfinished = { seconds, firstField: FIELDS[field] ?? null, transfer: '', primaries: '' };
  }

  private finish(): void {
    if (this.unfinished) this.notes.push(this.unfinished);
    this.unfinished = null;
    this.arrivals.emit('arrival');
  }
}
