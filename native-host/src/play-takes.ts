// Tokens and sound at once: the family plays a take while the model samples its next steps. One take after the other: each is what its seed alone gives.
import type { Run } from '@framescore/contract';
import type { Plan } from './core/plan/plan.js';
import type { StyleChoice } from './core/style/choose-style.js';
import type { PlayedMusic, Ports, Scratch } from './ports.js';
import type { StageClock } from './stage-clock.js';
import type { Picture } from './watch-picture.js';

export type TakesRequest = {
  plan: Plan;
  picture: Picture;
  style: StyleChoice;
  seeds: readonly number[];
  outputs: { stems: boolean; midi: boolean };
  clock: StageClock;
  scratch: Scratch;
};

/** Calls `finish` with each take in the order of the seeds, as soon as it has been played; resolves after the last one. */
export async function playTakes<T>(
  { plan, picture, style, seeds, outputs, clock, scratch }: TakesRequest,
  { model, family }: Pick<Ports, 'model' | 'family'>,
  run: Run,
  finish: (played: PlayedMusic, take: number) => Promise<T>,
): Promise<T[]> {
  const { timesSeconds, ...schedule } = family.schedule(plan, style.index);
  const videoIndex = videoIndexOf(timesSeconds, model.manifest, picture.summary.tokenCount);
  const results: T[] = [];
  for (const [index, seed] of seeds.entries()) {
    const part = { index, count: seeds.length };
    const sampled = model.runTokens({ ...schedule, videoIndex, seed }, run.signal);
    const report = (fraction: number) =>
      clock.pass({ stage: 'tokens', fraction: (index + fraction) / seeds.length });
    const steps = told(sampled, videoIndex.length, report);
    const { stems, midi } = outputs;
    const playing = { plan, styleId: style.id, seed, stems, midi, scratch };
    const play = (sink: Run['report']) => family.play(steps, playing, { ...run, report: sink });
    results.push(await finish(await clock.time('audio', play, part), index));
  }
  return results;
}

/** The video token that is seen at each time. */
export function videoIndexOf(
  timesSeconds: Float64Array,
  { video: { fps, tokenStride } }: Ports['model']['manifest'],
  tokenCount: number,
): Int32Array {
  return Int32Array.from(timesSeconds, (timeSeconds) =>
    Math.max(0, Math.min(Math.floor((timeSeconds * fps) / tokenStride), tokenCount - 1)),
  );
}

async function* told(
  steps: AsyncIterable<{ tokens: Int32Array }>,
  total: number,
  report: (fraction: number) => void,
): AsyncGenerator<Int32Array> {
  let count = 0;
  for await (const { tokens } of steps) {
    count += 1;
    report(count / total);
    yield tokens;
  }
}
