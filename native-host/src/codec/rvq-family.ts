// The family `rvq` as the pipeline knows it: conditions from the plan, frames of codes decoded to sound as they come.
// Knows what decodes codes only as a function.
import { ScoreError, type CodecEntry, type ModelManifest, type Run } from '@framescore/contract';
import type { Plan } from '../core/plan/plan.js';
import type { Joins } from '../core/plan/range-joins.js';
import { conditionsOfPiece, RVQ_CONDITIONS } from '../core/rvq/conditions.js';
import { cutParts, PartCutter, type DecodePart } from '../core/rvq/decode-parts.js';
import { delayFrames, forcedSteps, FrameCollector, type DelayPattern } from '../core/rvq/delay-pattern.js';
import { newFrames, planFrameInfill } from '../core/rvq/infill.js';
import { factsOfPlan, frameCountOf, frameMiddles, framesOfJoins } from '../core/rvq/plan-frames.js';
import type { InfillRun, InfillTask } from '../core/sampling/infill-run.js';
import type { ModelPort, PlayedMusic, TokenFamily, TokenMatrix, TokenSchedule } from '../ports.js';
import type { Sound } from '../sound/sound.js';
import { DecodedSound, SAMPLE_RATE_HZ } from './decoded-sound.js';

/** Frames decoded at once: 5 s at 25 Hz, so that the context on both sides costs a quarter more and sound follows the model closely. */
const PART_FRAMES = 125;
/** A model that has not come to its end is led out of it: over half of what the plan leaves behind the last attack, at most this long. */
const LONGEST_ENDING_FADE_SECONDS = 1;

type PlayRequest = Parameters<TokenFamily['play']>[1];
type ReplayRequest = Parameters<TokenFamily['replay']>[1];
type DecodeCodes = ModelPort['decodeCodes'];
type Decoder = { next(part: DecodePart | undefined): Promise<void>; settled(): Promise<void> };

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
    const mix = await fill(sound, decode, run.signal, async () => {
      for await (const step of steps) {
        for (const frame of collector.push(step) ?? []) {
          tokens.push(frame);
          await decode.next(cutter.push(frame));
        }
      }
      await decode.next(cutter.end());
    });
    return { mix, stems: [], midi: null, tokens };
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
    return fill(sound, decode, run.signal, async () => {
      for (const part of cutParts(tokens, [from, to], sizes)) await decode.next(part);
    });
  }

  /** Decodes one part while the next one is gathered. */
  private decoderInto(sound: DecodedSound, frameCount: number, run: Run): Decoder {
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

/** Lets `work` decode into a sound and closes it. Where that fails or is cancelled, nothing more is written, and its own error is what is told. */
async function fill(
  sound: DecodedSound,
  decode: Decoder,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<Sound> {
  try {
    await work();
    await decode.settled();
    await sound.padToEnd(signal);
  } catch (error) {
    await decode.settled().catch(() => undefined); // whoever still decodes writes into the file
    sound.giveUp();
    throw error;
  }
  return sound.close();
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
