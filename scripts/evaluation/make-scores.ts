// Scores many films with one start of the pipeline: `tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE SPEED.json`. JOBS.json: a list
// of `Job`. A job whose folder has a score.json is kept, one that fails leaves failure.json. SPEED.json: seconds of tokens alone.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScoreResult } from '@framescore/contract';
import { createAdapters, type Adapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/dist/compose-score.js';
import { planOfScore } from '../../native-host/dist/core/report/plan-of-score.js';
import { videoIndexOf } from '../../native-host/dist/play-takes.js';

type Job = {
  mediaPath: string;
  directory: string;
  rangeSeconds?: [number, number];
  controls: { style: string; tempoBpm?: [number, number]; intensity: number; sync: number; seed: number };
};

const TIMED_JOBS = 3;
const [jobsPath, bundleId, speedPath] = process.argv.slice(2);
if (!jobsPath || !bundleId || !speedPath)
  throw new Error('Usage: tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE SPEED.json');
const ports = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const run = { signal: new AbortController().signal, report: () => undefined };
const timed: { secondsOfMusic: number; tokenSeconds: number }[] = [];
for (const job of JSON.parse(await readFile(jobsPath, 'utf8')) as Job[]) {
  if (await exists(path.join(job.directory, 'score.json'))) continue;
  await mkdir(job.directory, { recursive: true });
  try {
    const outputs = { directory: job.directory, stems: false, midi: false, preview: false };
    const { mediaPath, rangeSeconds, controls } = job;
    const range = rangeSeconds && { rangeSeconds };
    const [take] = await composeTakes({ mediaPath, ...range, controls, outputs }, 1, ports, run);
    if (timed.length < TIMED_JOBS) timed.push(await timeTokens(take!.result, ports));
    process.stderr.write('.');
  } catch (error) {
    await writeFile(path.join(job.directory, 'failure.json'), JSON.stringify({ problem: String(error) }));
    process.stderr.write(`\n${job.directory}: ${String(error)}\n`);
  }
}
ports.dispose();
if (timed.length > 0) await writeFile(speedPath, JSON.stringify(timed));

/** Samples the tokens of a score once more without playing them; the picture is still in the engine. */
async function timeTokens(result: ScoreResult, { model, family }: Adapters): Promise<(typeof timed)[number]> {
  const { manifest } = model;
  const style = manifest.styles.findIndex(({ id }) => id === result.style);
  const { timesSeconds, ...schedule } = family.schedule(planOfScore(result), style);
  const tokenCount = Math.ceil((result.audio.durationSeconds * manifest.video.fps) / manifest.video.tokenStride);
  const videoIndex = videoIndexOf(timesSeconds, manifest, tokenCount);
  const request = { ...schedule, videoIndex, seeds: [result.request.controls.seed] };
  const begin = performance.now();
  for await (const _ of model.runTokens(request, run.signal)) continue;
  return { secondsOfMusic: result.audio.durationSeconds, tokenSeconds: (performance.now() - begin) / 1000 };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
