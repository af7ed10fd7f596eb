// Several takes of each of many films with one start of the pipeline: `tsx scripts/evaluation/make-takes.ts JOBS.json BUNDLE`. JOBS.json: a
// list of `Job`. Leaves takes.json in a job's folder: the takes in the order in which the product shows them, with what it ranks them by.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes, type Take } from '../../native-host/dist/compose-score.js';

type Job = {
  mediaPath: string;
  directory: string;
  takes: number;
  controls: { style: string; intensity: number; sync: number; seed: number };
};

const [jobsPath, bundleId] = process.argv.slice(2);
if (!jobsPath || !bundleId) throw new Error('Usage: tsx scripts/evaluation/make-takes.ts JOBS.json BUNDLE');
const ports = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const run = { signal: new AbortController().signal, report: () => undefined };
for (const { mediaPath, directory, takes, controls } of JSON.parse(
  await readFile(jobsPath, 'utf8'),
) as Job[]) {
  const list = path.join(directory, 'takes.json');
  if (await exists(list)) continue;
  await mkdir(directory, { recursive: true });
  const outputs = { directory, stems: false, midi: false, preview: false };
  const made = await composeTakes({ mediaPath, controls, outputs }, takes, ports, run);
  await writeFile(list, JSON.stringify(made.map(shown)));
  process.stderr.write('.');
}
ports.dispose();

/** `take` counts in the order of the seeds, from 1. */
function shown({ take, similarity, result: { sync, audio } }: Take) {
  const { recall, chanceRecall, onsetLiftZ } = sync;
  return { take, wav: audio.path, similarity, recall, chanceRecall, onsetLiftZ };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
