// Several takes of each of many films with one start of the pipeline: `tsx scripts/evaluation/make-takes.ts JOBS.json BUNDLE`. JOBS.json: a
// list of `Job`. Leaves takes.json in a job's folder: the takes in the order in which the product shows them, with what it ranks them by. Takes
// that are there already are kept and put in the order of today's rule.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScoreResult } from '@framescore/contract';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes, type Take } from '../../native-host/dist/compose-score.js';
import { bestTakesFirst } from '../../native-host/dist/core/report/rank-takes.js';

type Job = {
  mediaPath: string;
  directory: string;
  takes: number;
  controls: { style: string; intensity: number; sync: number; seed: number };
};

/** `take` counts in the order of the seeds, from 1. */
type Shown = Pick<Take, 'take' | 'similarity'> &
  Pick<ScoreResult['sync'], 'recall' | 'chanceRecall' | 'onsetLiftZ'> & { wav: string };

const [jobsPath, bundleId] = process.argv.slice(2);
if (!jobsPath || !bundleId) throw new Error('Usage: tsx scripts/evaluation/make-takes.ts JOBS.json BUNDLE');
const adapters = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const ports = adapters.openJob();
const run = { signal: new AbortController().signal, report: () => undefined };
for (const { mediaPath, directory, takes, controls } of JSON.parse(
  await readFile(jobsPath, 'utf8'),
) as Job[]) {
  const list = path.join(directory, 'takes.json');
  if (await exists(list)) {
    await writeFile(list, JSON.stringify(ranked(JSON.parse(await readFile(list, 'utf8')) as Shown[])));
    continue;
  }
  await mkdir(directory, { recursive: true });
  const outputs = { directory, stems: false, midi: false, preview: false };
  const made = await composeTakes({ mediaPath, controls, outputs }, takes, ports, run);
  await writeFile(list, JSON.stringify(made.map(shown)));
  process.stderr.write('.');
}
adapters.dispose();

function shown({ take, similarity, result: { sync, audio } }: Take): Shown {
  const { recall, chanceRecall, onsetLiftZ } = sync;
  return { take, wav: audio.path, similarity, recall, chanceRecall, onsetLiftZ };
}

function ranked(takes: Shown[]): Shown[] {
  const inOrderOfSeeds = takes.sort((a, b) => a.take - b.take);
  return bestTakesFirst(inOrderOfSeeds.map((take) => ({ ...take, result: { sync: take } }))).map(
    ({ result: _sync, ...take }) => take,
  );
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
