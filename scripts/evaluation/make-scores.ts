// Scores many films with one start of the pipeline: `tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE`. JOBS.json: a list
// of `Job`. A job whose folder has all its takes is kept, one that fails leaves failure.json.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/dist/compose-score.js';

type Job = {
  mediaPath: string;
  directory: string;
  rangeSeconds?: [number, number];
  /** How many takes of one plan, with seeds that count up; 1 where it is absent. */
  takes?: number;
  controls: { style: string; tempoBpm?: [number, number]; intensity: number; sync: number; seed: number };
};

const [jobsPath, bundleId] = process.argv.slice(2);
if (!jobsPath || !bundleId) throw new Error('Usage: tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE');
const ports = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const run = { signal: new AbortController().signal, report: () => undefined };
for (const job of JSON.parse(await readFile(jobsPath, 'utf8')) as Job[]) {
  const { takes = 1 } = job;
  const last = takes > 1 ? `score.take-${takes}.json` : 'score.json';
  if (await exists(path.join(job.directory, last))) continue;
  await mkdir(job.directory, { recursive: true });
  try {
    const outputs = { directory: job.directory, stems: false, midi: false, preview: false };
    const { mediaPath, rangeSeconds, controls } = job;
    const range = rangeSeconds && { rangeSeconds };
    await composeTakes({ mediaPath, ...range, controls, outputs }, takes, ports, run);
    process.stderr.write('.');
  } catch (error) {
    await writeFile(path.join(job.directory, 'failure.json'), JSON.stringify({ problem: String(error) }));
    process.stderr.write(`\n${job.directory}: ${String(error)}\n`);
  }
}
ports.dispose();

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
