// Performance events into the finished mix and stems, block by block as events become final.
// Same events in, same samples out, however they are batched. Keeps no sound; knows no threads and no files.
import type { BasicSoundBank } from 'spessasynth_core';
import { PartMixer, type MixerSound, type StereoBlock } from '../core/audio/part-mixer.js';
import { fadeOut } from '../core/audio/fades.js';
import type { SoundSink } from '../core/audio/signal.js';
import type { PerformanceEvent } from '../core/score/event-queue.js';
import { drumInstrumentIndex, type Instrument } from '../core/score/instruments.js';
import type { PerformanceBatch } from '../core/score/performance.js';
import { SCORE_PARTS } from '../core/score/score-streams.js';
import { PartSynth } from './part-synth.js';

export type RenderJob = {
  instruments: Instrument[];
  mixer: MixerSound;
  durationSeconds: number;
  endingFadeSeconds: number;
  sampleRateHz: number;
  stems: boolean;
};

/** Where the sound goes, block after block; `stems` in the order of the parts, empty where the job has none. */
export type RenderSinks = { mix: SoundSink; stems: readonly SoundSink[] };

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
  readonly #sinks: RenderSinks;
  readonly #fadeSamples: number;
  readonly #totalSamples: number;
  readonly #kit = drumInstrumentIndex('kit');
  #pending: PerformanceEvent[] = [];
  #positionSamples = 0;

  constructor(bank: BasicSoundBank, job: RenderJob, sinks: RenderSinks) {
    this.#job = job;
    this.#sinks = sinks;
    this.#fadeSamples = Math.round(job.endingFadeSeconds * job.sampleRateHz);
    this.#totalSamples = Math.round(job.durationSeconds * job.sampleRateHz);
    this.#synth = new PartSynth(bank, job.instruments, job.sampleRateHz);
    this.#mixer = new PartMixer(job.mixer, {
      stems: job.stems,
      blockSamples: BLOCK_SAMPLES,
      sampleRateHz: job.sampleRateHz,
    });
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

  /** Renders the rest. */
  finish(): void {
    while (this.#positionSamples < this.#totalSamples)
      this.#renderBlock(Math.min(BLOCK_SAMPLES, this.#totalSamples - this.#positionSamples));
  }

  #sampleOf(event: PerformanceEvent): number {
    return Math.round(event.timeSeconds * this.#job.sampleRateHz);
  }

  #renderBlock(count: number): void {
    for (const block of this.#blocks) for (const side of block) side.fill(0);
    this.#playBlock(count);
    this.#mixer.process(this.#blocks, this.#mixBlock, count);
    this.#give(this.#mixBlock, this.#sinks.mix, count);
    for (const [index, sink] of this.#sinks.stems.entries())
      this.#give(this.#blocks[index] as StereoBlock, sink, count);
    this.#positionSamples += count;
  }

  #give(block: StereoBlock, sink: SoundSink, count: number): void {
    const place = { from: this.#positionSamples, total: this.#totalSamples };
    for (const side of block) fadeOut(side, this.#fadeSamples, place);
    sink.append(block, count);
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
