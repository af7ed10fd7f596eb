// Tokens and sound at once: the model writes all takes in one batch, and the family plays each while the next steps are sampled.
import type { Run, Stage } from '@framescore/contract';
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

/** Calls `finish` with each take in the order of the seeds, as soon as it has been played; the last one is given no earlier. */
export async function playTakes<T>(
  { plan, picture, style, seeds, outputs, clock, scratch }: TakesRequest,
  { model, family }: Pick<Ports, 'model' | 'family'>,
  run: Run,
  finish: (played: PlayedMusic, take: number) => Promise<T>,
): Promise<T[]> {
  const schedule = family.schedule(plan, style.index);
  const videoIndex = videoIndexOf(schedule.timesSeconds, model.manifest, picture.summary.tokenCount);
  const { conditions, runLimits, forced } = schedule;
  const request = { conditions, videoIndex, seeds, runLimits, ...(forced && { forced }) };
  const steps = model.runTokens(request, run.signal);
  const report: Run['report'] = (progress) => clock.pass(progress);
  const shared = new SharedSteps(steps, { takes: seeds.length, total: videoIndex.length }, report);
  const results: T[] = [];
  for (const [take, seed] of seeds.entries()) {
    const { stems, midi } = outputs;
    const playing = { plan, styleId: style.id, seed, stems, midi, scratch };
    const play = (sink: Run['report']) =>
      family.play(shared.stepsOf(take), playing, { ...run, report: sink });
    const played = await clock.time('audio', play, { index: take, count: seeds.length });
    results.push(await finish(played, take));
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

/** Steps [N, K] of one generator for N readers, one after the other: the first reader drives it, the others read what it kept. */
class SharedSteps {
  /** All that came [T, N, K]; made when the first step shows its size. */
  private kept: Int32Array | undefined;
  private count = 0;
  private readonly source: AsyncIterator<{ tokens: Int32Array }>;

  constructor(
    steps: AsyncIterable<{ tokens: Int32Array }>,
    private readonly size: { takes: number; total: number },
    private readonly report: Run['report'],
  ) {
    this.source = steps[Symbol.asyncIterator]();
  }

  async *stepsOf(take: number): AsyncGenerator<Int32Array> {
    const { takes, total } = this.size;
    for (let step = 0; step < total; step += 1) {
      if (step === this.count) await this.next();
      const kept = this.kept!;
      const width = kept.length / total / takes;
      const start = (step * takes + take) * width;
      yield kept.slice(start, start + width);
    }
    await this.source.return?.();
  }

  private async next(): Promise<void> {
    const { value } = (await this.source.next()) as IteratorYieldResult<{ tokens: Int32Array }>;
    this.kept ??= new Int32Array(this.size.total * value.tokens.length);
    this.kept.set(value.tokens, this.count * value.tokens.length);
    this.count += 1;
    this.report({ stage: 'tokens' satisfies Stage, fraction: this.count / this.size.total });
  }
}
