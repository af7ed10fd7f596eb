// What one score costs a machine on which nothing runs yet: `tsx scripts/evaluation/cold-start.ts COLD.json RUNS MEDIA BUNDLE STYLE`. Each run is
// the product's own command in a fresh process, and then the same score in a process that has made it before, so that other work on the machine
// slows both. COLD.json: the machine, for each run seconds to the first tokens, to the end and of the warm one, and the largest sum of resident
// memory over the processes of one more run.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeScore } from '../../native-host/dist/compose-score.js';
import { runScore } from '../bars/run-score.js';

const PROGRAM = fileURLToPath(new URL('../../native-host/bin/framescore.js', import.meta.url));

const [coldPath, runs, media, bundleId, style] = process.argv.slice(2);
if (!coldPath || !runs || !media || !bundleId || !style)
  throw new Error('Usage: tsx scripts/evaluation/cold-start.ts COLD.json RUNS MEDIA BUNDLE STYLE');
const SEED = 1;
const args = ['--model', bundleId, '--style', style, '--seed', String(SEED)];
const folder = await mkdtemp(path.join(tmpdir(), 'framescore-cold-'));
try {
  const warm = await openWarm(media, folder, { bundleId, style });
  const timed = [];
  for (let run = 0; run < Number(runs); run += 1)
    timed.push({ ...(await timeFresh(media, folder)), warmSeconds: await warm.time() });
  warm.dispose();
  const { exitCode, peakMegabytes, stderr } = await runScore(media, folder, args, { watchMemory: true });
  if (exitCode !== 0) throw new Error(stderr);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown processor', cores: availableParallelism() };
  await writeFile(coldPath, JSON.stringify({ machine, runs: timed, peakMegabytes }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Progress comes as JSON lines, so the moment of the first tokens can be seen from outside. */
async function timeFresh(mediaPath: string, directory: string) {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const child = spawn(
    process.execPath,
    [PROGRAM, 'score', mediaPath, '--out', directory, '--json', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let firstTokensSeconds = Number.NaN;
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { event: string; stage?: string };
    if (event.stage === 'tokens' && Number.isNaN(firstTokensSeconds)) firstTokensSeconds = seconds();
    isDone ||= event.event === 'score-end';
  }
  if (!isDone) throw new Error('The command ended without a score.');
  return { firstTokensSeconds, wallSeconds: seconds() };
}

/** The pipeline after its first score, when every graph and instrument is loaded. */
async function openWarm(mediaPath: string, directory: string, asked: { bundleId: string; style: string }) {
  const adapters = await createAdapters(
    await loadBundle(asked.bundleId, bundlesDirectory(process.env)),
    process.env,
  );
  const ports = adapters.openJob();
  const controls = { style: asked.style, intensity: 50, sync: 80, seed: SEED };
  const outputs = { directory, stems: false, midi: false, preview: false };
  const run = { signal: new AbortController().signal, report: () => undefined };
  const compose = () => composeScore({ mediaPath, controls, outputs }, ports, run);
  await compose();
  return {
    async time() {
      const begin = performance.now();
      await compose();
      return (performance.now() - begin) / 1000;
    },
    dispose: () => {
      adapters.dispose();
    },
  };
}
