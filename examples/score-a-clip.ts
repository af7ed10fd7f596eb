// Score a clip from Node, without the command line: `npx tsx examples/score-a-clip.ts [video] [--model ID] [--out DIR]`.
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { scoreRequest } from '@framescore/contract';
import { createAdapters } from '../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../native-host/dist/bundle/load-bundle.js';
import { composeScore } from '../native-host/dist/compose-score.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'small' },
    out: { type: 'string', default: 'score-a-clip.score' },
  },
});
const mediaPath = positionals[0] ?? fileURLToPath(new URL('media/night-train.mp4', import.meta.url));

// Every default is filled in by the schema; a field that does not fit is refused by name.
const request = scoreRequest.parse({
  mediaPath,
  rangeSeconds: [3, 11],
  controls: { style: 'cinematic', tempoBpm: [90, 130], sync: 100, seed: 42 },
  outputs: { directory: values.out, midi: true },
});

const adapters = await createAdapters(
  await loadBundle(values.model, bundlesDirectory(process.env)),
  process.env,
);
const ports = adapters.openJob();
try {
  const result = await composeScore(request, ports, {
    signal: AbortSignal.timeout(10 * 60_000),
    report: ({ stage, fraction }) => {
      if (fraction === 1) console.log(`${stage} done`);
    },
  });
  console.log(`${values.out}/${result.audio.path}: ${result.tempoBpm.toFixed(1)} BPM, ${result.style}`);
  for (const { kind, timeSeconds, distanceMs } of result.cues) {
    console.log(
      `${kind} at ${timeSeconds.toFixed(2)} s: nearest beat ${distanceMs?.toFixed(0) ?? 'none'} ms away`,
    );
  }
} finally {
  adapters.dispose(); // ends the child processes
}
