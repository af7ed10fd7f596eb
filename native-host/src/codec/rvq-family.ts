// The family `rvq` as the pipeline knows it: conditions from the plan, frames of codes decoded to sound as they come.
// Knows what decodes codes only as a function.
import { ScoreError, type CodecEntry, type ModelManifest, type Run } from '@framescore/contract';
import { fadeOut } from '../core/audio/fades.js';
import type { Plan } from '../core/plan/plan.js';
import type { Joins } from '../core/plan/range-joins.js';
import { conditionsOfPiece, RVQ_CONDITIONS } from '../core/rvq/conditions.js';
import { cutParts, PartCutter, type DecodePart } from '../core/rvq/decode-parts.js';
import { delayFrames, forcedSteps, FrameCollector, type DelayPattern } from '../core/rvq/delay-pattern.js';
import { newFrames, planFrameInfill } from '../core/rvq/infill.js';
import { factsOfPlan, frameCountOf, frameMiddles, framesOfJoins } from '../core/rvq/plan-frames.js';
import type { InfillRun, InfillTask } from '../core/sampling/infill-run.js';
import type { ModelPort, PlayedMusic, TokenFamily, TokenMatrix, TokenSchedule } from '../ports.js';
import { diskFailureOf, diskProblem } from '../sound/output-problem.js';
import { SoundFile } from '../sound/sound-file.js';
import type { Sound } from '../sound/sound.js';

const SAMPLE_RATE_HZ = 48_000;
/** Frames decoded at once: 5 s at 25 Hz, so that the context on both sides costs a quarter more and sound follows the model closely. */
const PART_FRAMES = 125;
/** A model that has not come to its end is led out of it: over half of what the plan leaves behind the last attack, at most this long. */
const LONGEST_ENDING_FADE_SECONDS = 1;

type PlayRequest = Parameters<TokenFamily['play']>[1];
type ReplayRequest = Parameters<TokenFamily['replay']>[1];
type DecodeCodes = ModelPort['decodeCodes'];

export class RvqFamily implements TokenFamily {
  readonly hasNotes = false;
  readonly placesBeats = false;
  readonly tokenRateHz: number;
  private readonly pattern: DelayPattern;

  private constructor(
    private readonly codec: CodecEntry,
    streams: ModelManifest['streams'],
    private readonly decodeCodes: DecodeCodes,
  ) {
    this.tokenRateHz = codec.frameRateHz;
    this.pattern = { delays: codec.delays, noFrame: streams.map(({ size }) => size) };
  }

  /** Throws model-incompatible where the bundle's conditions or sample rate are not those of this version. */
  static open(manifest: ModelManifest, decodeCodes: DecodeCodes): RvqFamily {
    const { codec, conditions, sampleRateHz, id } = manifest;
    const shapeOf = (list: readonly { name: string; size: number }[]) =>
      list.map(({ name, size }) => `${name} ${size}`).join(', ');
    if (shapeOf(conditions) !== shapeOf(RVQ_CONDITIONS))
      throw incompatible(id, `its conditions are ${shapeOf(conditions)}`);
    if (!codec || sampleRateHz !== SAMPLE_RATE_HZ)
      throw incompatible(id, `its sound has ${sampleRateHz} Hz instead of ${SAMPLE_RATE_HZ}`);
    return new RvqFamily(codec, manifest.streams, decodeCodes);
  }

  /** The codec is loaded with the model. */
  warm(): Promise<void> {
    return Promise.resolve();
  }

  schedule(plan: Plan, styleIndex: number): TokenSchedule {
    const grid = {
      frameCount: frameCountOf(plan.durationSeconds, this.tokenRateHz),
      frameRateHz: this.tokenRateHz,
    };
    const forced = forcedSteps([], grid.frameCount, this.pattern);
    return {
      timesSeconds: frameMiddles(grid.frameCount, this.tokenRateHz, forced.length),
      conditions: conditionsOfPiece(factsOfPlan(plan, styleIndex), grid, forced.length),
      runLimits: [],
      forced: Int32Array.from(forced.flat()),
    };
  }

  async play(
    steps: AsyncIterable<Int32Array>,
    { plan, scratch }: PlayRequest,
    run: Run,
  ): Promise<PlayedMusic> {
    const frameCount = frameCountOf(plan.durationSeconds, this.tokenRateHz);
    const { durationSeconds } = plan;
    const fadeSeconds = endingFadeSeconds(plan);
    const sound = new DecodedSound(this.codec, scratch('mix'), { durationSeconds, fadeSeconds });
    const decode = this.decoderInto(sound, frameCount, run);
    const collector = new FrameCollector(this.pattern);
    const cutter = new PartCutter(this.codec.contextFrames, PART_FRAMES);
    const tokens: number[][] = [];
    try {
      for await (const step of steps) {
        for (const frame of collector.push(step) ?? []) {
          tokens.push(frame);
          await decode.next(cutter.push(frame));
        }
      }
      await decode.next(cutter.end());
    } finally {
      await sound.closeAfter(decode.settled());
    }
    return { mix: sound.whole(), stems: [], midi: null, tokens };
  }

  rowsOfJoins(plan: Plan, joins: Joins, rowCount: number): [from: number, to: number] {
    return framesOfJoins(plan, joins, { frameCount: rowCount, frameRateHz: this.tokenRateHz });
  }

  planInfill(task: InfillTask): InfillRun {
    return planFrameInfill(task, this.pattern);
  }

  newRows(infill: InfillRun, sampled: TokenMatrix): number[][] {
    return newFrames(infill, sampled, this.pattern);
  }

  replaceRows(tokens: TokenMatrix, fromRow: number, written: TokenMatrix): number[][] {
    const kept = tokens.slice(fromRow + written.length);
    return [...tokens.slice(0, fromRow), ...written, ...kept].map((frame) => [...frame]);
  }

  asModelReads(tokens: TokenMatrix): number[][] {
    return delayFrames(tokens, this.pattern);
  }

  async replay(tokens: TokenMatrix, request: ReplayRequest, run: Run): Promise<Sound> {
    const { plan, windowSeconds, scratch } = request;
    const [start, end] = windowSeconds;
    const from = Math.floor(start * this.tokenRateHz);
    const to = Math.min(tokens.length, Math.ceil(end * this.tokenRateHz));
    const sound = new DecodedSound(this.codec, scratch('part'), {
      durationSeconds: end - start,
      fadeSeconds: end >= plan.durationSeconds ? endingFadeSeconds(plan) : 0,
      skippedSeconds: start - from / this.tokenRateHz,
    });
    const decode = this.decoderInto(sound, to - from, run);
    const sizes = { contextFrames: this.codec.contextFrames, partFrames: PART_FRAMES };
    try {
      for (const part of cutParts(tokens, [from, to], sizes)) await decode.next(part);
    } finally {
      await sound.closeAfter(decode.settled());
    }
    return sound.whole();
  }

  /** Decodes one part while the next one is gathered. */
  private decoderInto(sound: DecodedSound, frameCount: number, run: Run) {
    let pending: Promise<void> = Promise.resolve();
    let done = 0;
    const decodePart = async ({ frames, firstFrame, skip, keep }: DecodePart) => {
      const codes = Int32Array.from(frames.flat());
      const audio = await this.decodeCodes({ codes, firstFrame }, run.signal);
      sound.append(audio, { frames: frames.length, skip, keep });
      done += keep;
      run.report({ stage: 'audio', fraction: done / frameCount });
    };
    return {
      /** Waits for the part before, so that no more than one is in the engine. */
      async next(part: DecodePart | undefined): Promise<void> {
        if (!part) return;
        await pending;
        pending = decodePart(part);
        pending.catch(() => undefined); // reported by the next one who waits
      },
      async settled(): Promise<void> {
        await pending;
      },
    };
  }
}

/** The sound of a piece or of a window of it, written to a file from front to back; one channel goes to both sides. */
class DecodedSound {
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

  /** Silence where the model gave less than was planned. */
  whole(): Sound {
    return this.file.sound();
  }

  async closeAfter(work: Promise<void>): Promise<void> {
    try {
      await work;
      const missing = this.samples - this.file.samples;
      const silence = new Float32Array(Math.max(0, missing));
      if (missing > 0) onDisk(() => this.file.append([silence, silence]));
    } finally {
      onDisk(() => this.file.close());
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

function endingFadeSeconds({ steps, endingStep, durationSeconds }: Plan): number {
  return Math.min(LONGEST_ENDING_FADE_SECONDS, (durationSeconds - steps.timesSeconds[endingStep]!) / 2);
}

function incompatible(id: string, reason: string): ScoreError {
  return new ScoreError(
    'model-incompatible',
    `Bundle "${id}" does not fit this version: ${reason}. Install a bundle made for this version.`,
  );
}
