// The sound of a piece or of a window of it while it is decoded, in a file that is written from front to back. Knows no codes.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CodecEntry } from '@framescore/contract';
import { fadeOut } from '../core/audio/fades.js';
import { throwIfCancelled } from '../core/system/cancelled.js';
import { diskFailureOf, diskProblem } from '../sound/output-problem.js';
import { SoundFile } from '../sound/sound-file.js';
import type { Sound } from '../sound/sound.js';

export const SAMPLE_RATE_HZ = 48_000;
/** Silence written at once: half a megabyte, so that the host answers a cancel in between. */
const SILENCE_SAMPLES = 65_536;

/** One channel goes to both sides. */
export class DecodedSound {
  private readonly file: SoundFile;
  private readonly samples: number;
  private readonly fadeSamples: number;
  /** Sample of the window at which the next part begins; negative while what lies before the window comes. */
  private position: number;

  constructor(
    private readonly codec: CodecEntry,
    path: string,
    window: { durationSeconds: number; fadeSeconds: number; skippedSeconds?: number },
  ) {
    this.samples = Math.round(window.durationSeconds * SAMPLE_RATE_HZ);
    this.fadeSamples = Math.round(window.fadeSeconds * SAMPLE_RATE_HZ);
    this.position = -Math.round((window.skippedSeconds ?? 0) * SAMPLE_RATE_HZ);
    this.file = onDisk(() => SoundFile.create(path));
  }

  /** Takes [C, N] samples of a decoded part and keeps its middle; what lies outside the window is dropped. */
  append(audio: Float32Array, { frames, skip, keep }: { frames: number; skip: number; keep: number }): void {
    const { samplesPerFrame, channels } = this.codec;
    const from = Math.max(0, -this.position);
    const to = Math.min(keep * samplesPerFrame, this.samples - this.position);
    const side = (c: number) => {
      const first = (Math.min(c, channels - 1) * frames + skip) * samplesPerFrame;
      const kept = audio.slice(first + from, Math.max(first + from, first + to));
      fadeOut(kept, this.fadeSamples, { from: this.position + from, total: this.samples });
      return kept;
    };
    if (to > from) onDisk(() => this.file.append([side(0), side(1)]));
    this.position += keep * samplesPerFrame;
  }

  /** Silence where the model gave less than was planned. Throws cancelled. */
  async padToEnd(signal: AbortSignal): Promise<void> {
    const silence = new Float32Array(SILENCE_SAMPLES);
    while (this.file.samples < this.samples) {
      const count = Math.min(SILENCE_SAMPLES, this.samples - this.file.samples);
      onDisk(() => this.file.append([silence, silence], count));
      await nextTurn();
      throwIfCancelled(signal);
    }
  }

  /** Everything is in the file afterwards. */
  close(): Sound {
    onDisk(() => this.file.close());
    return this.file.sound();
  }

  /** For a sound that nobody will hear: what the disk still refuses is of no interest any more. */
  giveUp(): void {
    try {
      this.file.close();
    } catch {
      return;
    }
  }
}

/** What the disk refuses, in the user's words. */
function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const failure = diskFailureOf(error);
    throw failure ? diskProblem(failure, error as Error) : error;
  }
}
