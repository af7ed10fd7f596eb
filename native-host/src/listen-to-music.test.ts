import { expect, test } from '@jest/globals';
import { melOfStretch } from './core/beats/mel-extractor.js';
import { framesOfStream, type Listener } from './listen-to-music.js';

/** The worker's task, done here. */
const compute = {
  run: (_name: string, input: { samples: Float32Array; skip: number; count: number }) =>
    Promise.resolve(melOfStretch(input.samples, input)),
} as unknown as Listener['compute'];
const { signal } = new AbortController();

test('sound that comes in blocks gives the frames of the whole, however many are asked for at once', async () => {
  const samples = Float32Array.from({ length: 50_123 }, (_, i) => Math.sin(i / 7) * Math.sin(i / 1300));
  const whole = melOfStretch(samples, { skip: 0, count: Math.ceil(samples.length / 960) });
  for (const [blockSamples, framesAtOnce] of [
    [1024, 7],
    [8192, 20],
    [50_123, 1000],
  ] as const) {
    async function* blocks(): AsyncGenerator<Float32Array> {
      for (let at = 0; at < samples.length; at += blockSamples)
        yield await Promise.resolve(samples.slice(at, at + blockSamples));
    }
    const next = framesOfStream(blocks(), { compute }, signal);
    const parts: number[] = [];
    for (let part = await next(framesAtOnce); part.length > 0; part = await next(framesAtOnce))
      parts.push(...part);
    expect(Buffer.from(Float32Array.from(parts).buffer)).toEqual(Buffer.from(whole.buffer));
  }
});
