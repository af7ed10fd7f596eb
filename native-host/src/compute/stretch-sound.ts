// Plays sound along a time map without changing its pitch, by signalsmith-stretch. Runs in the worker thread; knows no beats.
// The package is made for a browser's audio worklet: its loader shows the classes it expects there for as long as it loads.
import type { SoundSink, SoundSource, StereoSignal } from '../core/audio/signal.js';
import { inputSampleAt, type TimeMap } from '../core/audio/time-map.js';

/** What is used of the package's WebAssembly module; no public interface, so its version is pinned and a test listens to the result. */
type StretchModule = {
  HEAP8?: Int8Array<ArrayBuffer>;
  exports?: { memory: { buffer: ArrayBuffer } };
  _presetDefault(channels: number, sampleRateHz: number): void;
  _setBuffers(channels: number, samples: number): number;
  _inputLatency(): number;
  _outputLatency(): number;
  _reset(): void;
  _seek(inputSamples: number, rate: number): void;
  _process(inputSamples: number, outputSamples: number): void;
};

const SAMPLE_RATE_HZ = 48_000;
const BLOCK_SAMPLES = 512;

const CHANNELS = 2;

/** Writes as many samples as the sound has, from front to back. */
export async function stretchSound(sound: SoundSource, map: TimeMap, into: SoundSink): Promise<void> {
  const stretcher = new Stretcher(await loadModule(), sound);
  // What goes in comes out `ahead` later. The first blocks are thrown away: the windows that reach into them from before do not exist.
  const ahead = stretcher.outputLatency;
  stretcher.seek(Math.round(inputSampleAt(map, 0)));
  for (let start = -ahead; start < sound.samples; start += BLOCK_SAMPLES) {
    const block = stretcher.process(Math.round(inputSampleAt(map, start + BLOCK_SAMPLES + ahead)));
    const from = Math.max(0, -start);
    const to = Math.min(BLOCK_SAMPLES, sound.samples - start);
    if (to > from) into.append(block.map((side) => side.subarray(from, to)) as StereoSignal, to - from);
  }
}

/** Feeds one module with stretches of the sound; input stands ahead of the output by the module's latency. */
class Stretcher {
  readonly outputLatency: number;
  private readonly inputLatency: number;
  private readonly longest: number;
  private readonly pointer: number;
  private position = 0;

  constructor(
    private readonly module: StretchModule,
    private readonly sound: SoundSource,
  ) {
    module._presetDefault(CHANNELS, SAMPLE_RATE_HZ);
    module._reset();
    this.inputLatency = module._inputLatency();
    this.outputLatency = module._outputLatency();
    this.longest = this.inputLatency + this.outputLatency + 2 * BLOCK_SAMPLES;
    this.pointer = module._setBuffers(CHANNELS, this.longest);
  }

  /** Makes ready to give what stands at `inputSample`. */
  seek(inputSample: number): void {
    const end = inputSample + this.inputLatency;
    const count = this.inputLatency + this.outputLatency;
    this.write(end - count, count);
    this.module._seek(count, 1);
    this.position = end;
  }

  /** The next block [C, BLOCK_SAMPLES], which ends with what stands before `inputSample`. */
  process(inputSample: number): Float32Array[] {
    const end = inputSample + this.inputLatency;
    this.write(this.position, end - this.position);
    this.module._process(end - this.position, BLOCK_SAMPLES);
    this.position = end;
    return [0, 1].map((c) => this.view(c + CHANNELS).slice(0, BLOCK_SAMPLES));
  }

  /** Writes `count` samples of the sound from `start` on, silence where it has none. */
  private write(start: number, count: number): void {
    const sides = this.sound.read(start, start + count);
    for (const [c, side] of sides.entries()) this.view(c).set(side);
  }

  /** A buffer of the module; its memory may have moved, so it is looked up each time. */
  private view(buffer: number): Float32Array {
    const memory = this.module.exports?.memory.buffer ?? this.module.HEAP8!.buffer;
    return new Float32Array(memory, this.pointer + 4 * this.longest * buffer, this.longest);
  }
}

let loading: Promise<StretchModule> | undefined;

function loadModule(): Promise<StretchModule> {
  return (loading ??= loadFromWorklet());
}

type WorkletProcessor = new (options: object) => { wasmReady: boolean; wasmModule: StretchModule };

async function loadFromWorklet(): Promise<StretchModule> {
  const worklet = globalThis as Record<string, unknown>;
  let Processor: WorkletProcessor | undefined;
  worklet['AudioWorkletProcessor'] = class {
    readonly port = { postMessage: () => undefined };
  };
  worklet['registerProcessor'] = (_name: string, processor: WorkletProcessor) => (Processor = processor);
  worklet['sampleRate'] = SAMPLE_RATE_HZ;
  worklet['currentTime'] = 0;
  try {
    await import('signalsmith-stretch');
    if (!Processor) throw new Error('signalsmith-stretch registered no processor.');
    const processor = new Processor({ numberOfOutputs: 1, outputChannelCount: [2] });
    while (!processor.wasmReady) await new Promise((resolve) => setTimeout(resolve, 1));
    return processor.wasmModule;
  } finally {
    for (const name of ['AudioWorkletProcessor', 'registerProcessor', 'sampleRate', 'currentTime'])
      delete worklet[name];
  }
}
