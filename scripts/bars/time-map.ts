// npm run bars:time-map -- [STYLE...]: whether beats that are off are brought back. Scores of "small", whose beats stand right, are played
// with a slow drift (plain resampling, not by the stretching library), then put back in place. The untouched scores are the control.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScoreResult } from '@framescore/contract';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/dist/compose-score.js';
import { misplacementMs } from '../../native-host/dist/core/audio/time-map.js';
import { planOfScore } from '../../native-host/dist/core/report/plan-of-score.js';
import { framesOfSound, trackBeats } from '../../native-host/dist/listen-to-music.js';
import { openWav } from '../../native-host/dist/media/read-wav.js';
import { placeBeats } from '../../native-host/dist/place-beats.js';
import type { Sound } from '../../native-host/dist/sound/sound.js';
import { readWholeSound, writeWholeSound } from '../../native-host/dist/sound/whole-sound.js';
import { table } from './table.js';

const RATE_HZ = 48_000;
const CLIP = 'examples/media/night-train.mp4';
const SECONDS = 20;
/** Beats go up to 60 ms off, twice each way: the rate changes by at most 3.8 %. */
const DRIFT_SECONDS = 0.06;
const DRIFT_PERIOD_SECONDS = 10;

const styles =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ['rock', 'house', 'hiphop', 'lofi', 'folk', 'piano', 'cinematic', 'ambient'];
const work = await mkdtemp(path.join(tmpdir(), 'framescore-time-map-'));
const adapters = await createAdapters(await loadBundle('small', bundlesDirectory(process.env)), process.env);
const ports = adapters.openJob();
const run = { signal: new AbortController().signal, report: () => undefined };
const rows: string[][] = [];
for (const [i, style] of styles.entries()) rows.push(await judge(style, i + 1));
adapters.dispose();
await rm(work, { recursive: true });
process.stdout.write(
  `${table(['style', 'right', 'after', 'drifting', 'after', 'sound moved'], rows)}\nMean distance of planned beats from heard ones, ms; a beat that is not heard counts a fifth of a beat.\n`,
);

async function judge(style: string, seed: number): Promise<string[]> {
  const directory = path.join(work, style);
  const controls = { style, intensity: 50, sync: 80, seed };
  const outputs = { directory, stems: false, midi: false, preview: false };
  await composeTakes({ mediaPath: CLIP, rangeSeconds: [0, SECONDS], controls, outputs }, 1, ports, run);
  const plan = planOfScore(
    JSON.parse(await readFile(path.join(directory, 'score.json'), 'utf8')) as ScoreResult,
  );
  const right = await openWav(path.join(directory, 'score.wav'));
  const tempi = plan.tempoMap.map(({ bpm }) => bpm);
  const attacks = [...plan.beats].filter((beat) => beat <= plan.steps.timesSeconds[plan.endingStep]!);
  const offMs = async (mix: Sound) => {
    const frames = framesOfSound(mix, ports, run.signal);
    const heard = await trackBeats(frames, [Math.min(...tempi), Math.max(...tempi)], ports, run.signal);
    return misplacementMs(attacks, heard).toFixed(1);
  };
  const place = (mix: Sound, name: string) =>
    placeBeats({ mix, startSeconds: 0 }, plan, { ...ports, scratch: () => path.join(directory, name) }, run);
  const [left, other] = readWholeSound(right);
  const drifting = writeWholeSound(path.join(directory, 'drifting'), [drift(left), drift(other)]);
  const [kept, placed] = [await place(right, 'kept'), await place(drifting, 'placed')];
  process.stderr.write('.');
  const moved = [kept !== right && 'right', placed !== drifting && 'drifting'].filter(Boolean).join(', ');
  return [
    style,
    await offMs(right),
    await offMs(kept),
    await offMs(drifting),
    await offMs(placed),
    moved || 'none',
  ];
}

/** The same sound with what stands at t heard at t plus the drift. */
function drift(side: Float32Array): Float32Array {
  return side.map((_, i) => {
    const turn = (2 * Math.PI * i) / RATE_HZ / DRIFT_PERIOD_SECONDS;
    const from = i - RATE_HZ * DRIFT_SECONDS * Math.sin(turn);
    const before = Math.floor(from);
    const [low, high] = [side[before] ?? 0, side[before + 1] ?? 0];
    return low + (from - before) * (high - low);
  });
}
