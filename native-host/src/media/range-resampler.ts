// Turns decoded sound into samples of a range at one rate: silence in gaps, nothing from outside. Media process only.
import { AV_SAMPLE_FMT_FLT, type AVSampleFormat } from 'node-av/constants';
import { avChannelLayoutDefault, type Frame, SoftwareResampleContext } from 'node-av/lib';
import type { AudioRequest } from './media-protocol.js';

// Smaller steps between packets are rounding of their times; larger ones are gaps or overlaps.
const GAP_SECONDS = 0.02;
const BYTES_PER_SAMPLE = 4;

type SoundFormat = { sampleFormat: AVSampleFormat; sampleRateHz: number; channels: number };

export class RangeResampler {
  private resampler: SoftwareResampleContext | null = null;
  private format: SoundFormat | null = null;
  /** Where the next input sample should begin, in container seconds. */
  private expectedSeconds: number;
  /** Resampled samples (per channel) still to leave out: they lie before the range, or overlap. */
  private toSkip = 0;
  private delivered = 0;
  private readonly wanted: number;

  constructor(
    private readonly request: AudioRequest,
    startSeconds: number,
  ) {
    this.expectedSeconds = startSeconds;
    this.wanted = Math.round((request.endSeconds - request.startSeconds) * request.sampleRateHz);
  }

  isFull(): boolean {
    return this.delivered >= this.wanted;
  }

  deliveredSeconds(): number {
    return this.delivered / this.request.sampleRateHz;
  }

  /** Yields what the frame adds to the range, interleaved. */
  *convert(frame: Frame, seconds: number): Generator<Float32Array, void> {
    if (!this.hasFormatOf(frame)) {
      yield* this.flush();
      this.setUp(frame);
    }
    const gapSeconds = seconds - this.expectedSeconds;
    const isFirst = this.delivered === 0 && this.toSkip === 0;
    if (gapSeconds > (isFirst ? 0 : GAP_SECONDS))
      this.resampler?.injectSilence(Math.round(gapSeconds * frame.sampleRate));
    if (gapSeconds < (isFirst ? 0 : -GAP_SECONDS))
      this.toSkip += Math.round(-gapSeconds * this.request.sampleRateHz);
    const isContinuous = !isFirst && Math.abs(gapSeconds) <= GAP_SECONDS;
    this.expectedSeconds =
      (isContinuous ? this.expectedSeconds : seconds) + frame.nbSamples / frame.sampleRate;
    yield* this.pull(frame.extendedData ?? frame.data, frame.nbSamples);
  }

  /** Yields what the filter still holds. */
  *flush(): Generator<Float32Array, void> {
    if (this.resampler) yield* this.pull(null, 0);
    this.resampler?.free();
    this.resampler = null;
    this.format = null;
  }

  private *pull(planes: Buffer[] | null, sampleCount: number): Generator<Float32Array, void> {
    if (!this.resampler) return;
    const { channels } = this.request;
    const capacity = this.resampler.getOutSamples(sampleCount) + 64;
    const samples = new Float32Array(capacity * channels);
    const bytes = Buffer.from(samples.buffer, 0, capacity * channels * BYTES_PER_SAMPLE);
    const made = this.resampler.convertSync([bytes], capacity, planes, sampleCount);
    if (made < 0) throw new Error(`the sound cannot be resampled (${made})`);
    const skipped = Math.min(this.toSkip, made);
    this.toSkip -= skipped;
    const kept = Math.min(made - skipped, this.wanted - this.delivered);
    if (kept <= 0) return;
    this.delivered += kept;
    yield samples.subarray(skipped * channels, (skipped + kept) * channels);
  }

  private hasFormatOf(frame: Frame): boolean {
    return (
      this.format?.sampleFormat === frame.format &&
      this.format.sampleRateHz === frame.sampleRate &&
      this.format.channels === frame.channels
    );
  }

  private setUp(frame: Frame): void {
    this.format = {
      sampleFormat: frame.format as AVSampleFormat, // a decoded sound frame has a sample format
      sampleRateHz: frame.sampleRate,
      channels: frame.channels,
    };
    // A layout without order (raw PCM) is taken as the usual one for its number of channels.
    const layout =
      frame.channelLayout.order === 0 ? avChannelLayoutDefault(frame.channels) : frame.channelLayout;
    this.resampler = new SoftwareResampleContext();
    const made = this.resampler.allocSetOpts2(
      avChannelLayoutDefault(this.request.channels),
      AV_SAMPLE_FMT_FLT,
      this.request.sampleRateHz,
      layout,
      this.format.sampleFormat,
      frame.sampleRate,
    );
    if (made < 0 || this.resampler.init() < 0)
      throw new Error(`no resampling from ${frame.channels} channels at ${frame.sampleRate} Hz`);
  }
}
