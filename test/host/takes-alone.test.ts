// A take is what its seed alone gives: with the shipped eight-bit decoder, whose rounding would depend on the other takes of a batch.
import { expect, test } from '@jest/globals';
import { bundlesDirectory, loadBundle } from '../../native-host/src/bundle/load-bundle.js';
import type { Plan } from '../../native-host/src/core/plan/plan.js';
import { seededRandom } from '../../native-host/src/core/random/random.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import { playTakes } from '../../native-host/src/play-takes.js';
import type { ModelPort, PlayedMusic, TokenFamily } from '../../native-host/src/ports.js';
import { StageClock } from '../../native-host/src/stage-clock.js';
import type { Picture } from '../../native-host/src/watch-picture.js';

const STEPS = 48;
const SECONDS = 6;
const run = { signal: new AbortController().signal, report: () => undefined };

test('a take of several has the tokens of its seed alone', async () => {
  const bundle = await loadBundle('small', bundlesDirectory({}));
  const { manifest } = bundle;
  const engine = new Engine(bundle, 2);
  try {
    const job = engine.openJob();
    const { widthPx, heightPx, fps } = manifest.video;
    const random = seededRandom(1);
    const frames = Uint8Array.from({ length: SECONDS * fps * widthPx * heightPx * 3 }, () => random() * 256);
    const batches = async function* () {
      yield await Promise.resolve(frames);
    };
    const summary = await job.encodeVideo(batches(), run.signal);
    const { conditions } = manifest;
    const schedule = {
      timesSeconds: Float64Array.from({ length: STEPS }, (_, step) => (step / STEPS) * SECONDS),
      conditions: Int32Array.from(
        { length: STEPS * conditions.length },
        (_, i) => Math.floor(i / conditions.length) % conditions[i % conditions.length]!.size,
      ),
      runLimits: [],
    };
    // Sound is not needed to compare tokens.
    const family = {
      schedule: () => schedule,
      async play(steps: AsyncIterable<Int32Array>): Promise<Partial<PlayedMusic>> {
        const tokens: number[][] = [];
        for await (const step of steps) tokens.push([...step]);
        return { tokens };
      },
    } as unknown as TokenFamily;
    const model = {
      manifest,
      runTokens: (...asked) => job.runTokens(...asked),
    } as Pick<ModelPort, 'manifest' | 'runTokens'> as ModelPort;
    const tokensOf = (seeds: number[]) =>
      playTakes(
        {
          plan: {} as Plan,
          picture: { summary } as Picture,
          style: { id: '', index: 0 } as never,
          seeds,
          outputs: { stems: false, midi: false },
          clock: new StageClock(() => 0, run.report),
          scratch: (name) => name,
        },
        { model, family },
        run,
        ({ tokens }) => Promise.resolve(tokens),
      );
    const [first, second] = await tokensOf([7, 8]);
    expect(await tokensOf([8])).toEqual([second]);
    expect(first).not.toEqual(second);
  } finally {
    engine.dispose();
  }
});
