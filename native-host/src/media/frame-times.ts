// The presentation times that ffmpeg's showinfo filter prints, one a frame, waiting for the frames that come by another pipe.
import { once, EventEmitter } from 'node:events';
import { parseRational } from './ffprobe-json.js';

export class FrameTimes {
  private readonly times: (number | null)[] = [];
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
    const ticks = / n: *\d+ pts: *(-?\d+|NOPTS) /.exec(line)?.[1];
    if (ticks !== undefined) this.add(ticks === 'NOPTS' ? null : Number(ticks) * this.secondsPerTick);
    return true;
  }

  /** After the program has ended: no more lines come. */
  end(): void {
    this.isOver = true;
    this.arrivals.emit('arrival');
  }

  /** The time of the next frame: null where it has none, undefined where showinfo named fewer frames than came. */
  async next(): Promise<number | null | undefined> {
    while (this.times.length === 0 && !this.isOver) await once(this.arrivals, 'arrival');
    return this.times.shift();
  }

  private add(time: number | null): void {
    this.times.push(time);
    this.arrivals.emit('arrival');
  }
}
