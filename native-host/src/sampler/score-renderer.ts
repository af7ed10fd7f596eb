// Performance events into the finished mix and stems, block by block as events become final.
// Same events in, same samples out, however they are batched. Knows no threads and no files.
import type { BasicSoundBank } from 'spessasynth_core';
import { PartMixer, type MixerSound, type StereoBlock } from '../core/audio/part-mixer.js';
import { fadeOut } from '../core/audio/fades.js';
import type { PerformanceEvent } from '../core/score/event-queue.js';
import { drumInstrumentIndex, type Instrument } from '../core/score/instruments.js';
import type { PerformanceBatch } from '../core/score/performance.js';
import { SCORE_PARTS, type ScorePart } from '../core/score/score-streams.js';
import { PartSynth } from './part-synth.js';

export type RenderJob = {
  instruments: Instrument[];
  mixer: MixerSound;
  durationSeconds: number;
  endingFadeSeconds: number;
  sampleRateHz: number;
  stems: boolean;
};

export type RenderedStem = { name: ScorePart; channels: StereoBlock };
export type RenderedScore = { mix: StereoBlock; stems: RenderedStem[] };

/** Samples mixed at once. Blocks start at multiples of it, so batching cannot change a sample. */
const BLOCK_SAMPLES = 512;
const KICK_KEYS = [35, 36];

function stereo(samples: number): StereoBlock {
  return [new Float32Array(samples), new Float32Array(samples)];
}

export class ScoreRenderer {
  readonly #job: RenderJob;
  readonly #synth: PartSynth;
  readonly #mixer: PartMixer;
  readonly #blocks = SCORE_PARTS.map(() => stereo(BLOCK_SAMPLES));
  readonly #mixBlock = stereo(BLOCK_SAMPLES);
  readonly #score: RenderedScore;
  readonly #totalSamples: number;
  readonly #kit = drumInstrumentIndex('kit');
  #pending: PerformanceEvent[] = [];
  #positionSamples = 0;

  constructor(bank: BasicSoundBank, job: RenderJob) {
    this.#job = job;
    this.#totalSamples = Math.round(job.durationSeconds * job.sampleRateHz);
    this.#synth = new PartSynth(bank, job.instruments, job.sampleRateHz);
    this.#mixer = new PartMixer(job.mixer, {
      stems: job.stems,
      blockSamples: BLOCK_SAMPLES,
      sampleRateHz: job.sampleRateHz,
    });
    const stemNames = job.stems ? SCORE_PARTS : [];
    this.#score = {
      mix: stereo(this.#totalSamples),
      stems: stemNames.map((name) => ({ name, channels: stereo(this.#totalSamples) })),
    };
  }

  get renderedSeconds(): number {
    return this.#positionSamples / this.#job.sampleRateHz;
  }

  /** Takes the next events in time order and renders every whole block that they complete. */
  push({ events, untilSeconds }: PerformanceBatch): void {
    for (const event of events) {
      this.#pending.push(event);
      if (event.kind === 'note-on' && event.instrument === this.#kit && KICK_KEYS.includes(event.key))
        this.#mixer.duckAt(this.#sampleOf(event));
    }
    const untilSamples = Math.min(untilSeconds * this.#job.sampleRateHz, this.#totalSamples);
    while (this.#positionSamples + BLOCK_SAMPLES <= untilSamples) this.#renderBlock(BLOCK_SAMPLES);
  }

  /** Renders the rest and hands the sound over. */
  finish(): RenderedScore {
    while (this.#positionSamples < this.#totalSamples)
      this.#renderBlock(Math.min(BLOCK_SAMPLES, this.#totalSamples - this.#positionSamples));
    const fadeSamples = Math.round(this.#job.endingFadeSeconds * this.#job.sampleRateHz);
    const pairs = [this.#score.mix, ...this.#score.stems.map(({ channels }) => channels)];
    for (const pair of pairs) for (const side of pair) fadeOut(side, fadeSamples);
    return this.#score;
  }

  #sampleOf(event: PerformanceEvent): number {
    return Math.round(event.timeSeconds * this.#job.sampleRateHz);
  }

  #renderBlock(count: number): void {
    for (const block of this.#blocks) for (const side of block) side.fill(0);
    this.#playBlock(count);
    this.#mixer.process(this.#blocks, this.#mixBlock, count);
    copyBlock(this.#mixBlock, this.#score.mix, this.#positionSamples, count);
    for (const [index, { channels }] of this.#score.stems.entries())
      copyBlock(this.#blocks[index] as StereoBlock, channels, this.#positionSamples, count);
    this.#positionSamples += count;
  }

  /** Renders from event to event, so that every note starts on its own sample. */
  #playBlock(count: number): void {
    let done = 0;
    let next = 0;
    while (done < count) {
      for (let event = this.#pending[next]; event; event = this.#pending[next]) {
        if (this.#sampleOf(event) > this.#positionSamples + done) break;
        this.#synth.play(event);
        next += 1;
      }
      const upcoming = this.#pending[next];
      const until = upcoming ? Math.min(count, this.#sampleOf(upcoming) - this.#positionSamples) : count;
      this.#synth.render(this.#blocks, done, until - done);
      done = until;
    }
    this.#pending.splice(0, next);
  }
}

function copyBlock(block: StereoBlock, target: StereoBlock, position: number, count: number): void {
  for (const side of [0, 1] as const) target[side].set(block[side].subarray(0, count), position);
}
