// Scores many films with one start of the pipeline: `tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE`. JOBS.json: a list
// of `Job`. A job whose folder has all its takes is kept, one that fails leaves failure.json. A `mode` is asked of the decoder, which the product
// itself leaves free.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/dist/compose-score.js';
import type { Ports, TokenFamily } from '../../native-host/dist/ports.js';

type Job = {
  mediaPath: string;
  directory: string;
  rangeSeconds?: [number, number];
  /** How many takes of one plan, with seeds that count up; 1 where it is absent. */
  takes?: number;
  controls: { style: string; tempoBpm?: [number, number]; intensity: number; sync: number; seed: number };
  mode?: keyof typeof MODE_CODES;
};

/** Values of the condition `mode` in both families. */
const MODE_CODES = { major: 1, minor: 2 } as const;

const [jobsPath, bundleId] = process.argv.slice(2);
if (!jobsPath || !bundleId) throw new Error('Usage: tsx scripts/evaluation/make-scores.ts JOBS.json BUNDLE');
const adapters = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const ports = adapters.openJob();
const run = { signal: new AbortController().signal, report: () => undefined };
for (const job of JSON.parse(await readFile(jobsPath, 'utf8')) as Job[]) {
  const { takes = 1 } = job;
  const last = takes > 1 ? `score.take-${takes}.json` : 'score.json';
  if (await exists(path.join(job.directory, last))) continue;
  await mkdir(job.directory, { recursive: true });
  try {
    const outputs = { directory: job.directory, stems: false, midi: false, preview: false };
    const { mediaPath, rangeSeconds, controls, mode } = job;
    const range = rangeSeconds && { rangeSeconds };
    const asking = mode ? { ...ports, family: familyAsking(MODE_CODES[mode]) } : ports;
    await composeTakes({ mediaPath, ...range, controls, outputs }, takes, asking, run);
    process.stderr.write('.');
  } catch (error) {
    await writeFile(path.join(job.directory, 'failure.json'), JSON.stringify({ problem: String(error) }));
    process.stderr.write(`\n${job.directory}: ${String(error)}\n`);
  }
}
adapters.dispose();

/** The family of the bundle, whose every schedule has this mode; all else is done by the family itself. */
function familyAsking(modeCode: number): TokenFamily {
  const { family, model }: Ports = ports;
  const { conditions } = model.manifest;
  const at = conditions.findIndex(({ name }) => name === 'mode');
  const schedule: TokenFamily['schedule'] = (plan, styleIndex) => {
    const found = family.schedule(plan, styleIndex);
    const asked = found.conditions.map((value, index) =>
      index % conditions.length === at ? modeCode : value,
    );
    return { ...found, conditions: asked };
  };
  return new Proxy(family, {
    get(target, name) {
      if (name === 'schedule') return schedule;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
