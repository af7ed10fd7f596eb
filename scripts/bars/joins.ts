// npm run bars:joins -- [CLIP...] [--ranges N] [--model ID]: random ranges of real scores composed anew. Outside nothing may change, by hash; the
// joins may be heard neither as a step of level nor as a burst of new sound.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ScoreResult } from '@framescore/contract';
import { createAdapters } from '../../native-host/dist/adapters.js';
import {
  bundlesDirectory,
  DEFAULT_BUNDLE_ID,
  loadBundle,
} from '../../native-host/dist/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/dist/compose-score.js';
import { seededRandom } from '../../native-host/dist/core/random/random.js';
import { openWav } from '../../native-host/dist/media/read-wav.js';
import { readWholeSound } from '../../native-host/dist/sound/whole-sound.js';
import { regenerateRange } from '../../native-host/dist/regenerate-range.js';
import { levelStepDb, medianFlux, spectralFlux } from './join-measures.js';
import { number, table } from './table.js';

const RATE_HZ = 48_000;
const STYLES = ['folk', 'piano', 'house', 'ambient', 'rock'];
/** Fades of core/audio/splice.ts: 25 ms in, 45 ms out, each ending 15 ms before its beat. */
const FADE_IN = [-1920, -720] as const;
const FADE_OUT = [-2880, -720] as const;

type Row = { style: string; range: [number, number]; isSame: boolean; stepsDb: number[]; fluxes: number[] };

const { values: options, positionals: clips } = parseArgs({
  allowPositionals: true,
  options: {
    ranges: { type: 'string', default: '50' },
    model: { type: 'string', default: DEFAULT_BUNDLE_ID },
  },
});
const rangeCount = Number(options.ranges);
const films = clips.length > 0 ? clips : ['examples/media/night-train.mp4'];
const work = await mkdtemp(path.join(tmpdir(), 'framescore-joins-'));
const adapters = await createAdapters(
  await loadBundle(options.model, bundlesDirectory(process.env)),
  process.env,
);
const ports = adapters.openJob();
const run = { signal: new AbortController().signal, report: () => undefined };
const random = seededRandom(1);
const rows: Row[] = [];
for (const [i, style] of STYLES.entries()) {
  const directory = path.join(work, style);
  const controls = { style, intensity: 50, sync: 80, seed: i + 1 };
  const outputs = { directory, stems: false, midi: false, preview: false };
  await composeTakes({ mediaPath: films[i % films.length]!, controls, outputs }, 1, ports, run);
  const count = Math.ceil((rangeCount - rows.length) / (STYLES.length - i));
  for (let n = 0; n < count; n += 1) rows.push(await regenerateOnce(style, directory, n));
}
adapters.dispose();
await rm(work, { recursive: true });
print(rows);

/** Every range starts from version 1, so that ranges do not build on one another. */
async function regenerateOnce(style: string, directory: string, n: number): Promise<Row> {
  const resultPath = path.join(directory, 'score.json');
  const base = JSON.parse(await readFile(resultPath, 'utf8')) as ScoreResult;
  const range = randomRange(base.audio.durationSeconds);
  const controls = { intensity: 20 + 60 * random(), seed: 1000 + n };
  const { result } = await regenerateRange({ resultPath, rangeSeconds: range, controls }, ports, run);
  const old = readWholeSound(await openWav(path.join(directory, base.audio.path)));
  const anew = readWholeSound(await openWav(path.join(directory, result.audio.path)));
  process.stderr.write('.');
  return {
    style,
    range,
    isSame: outsideHash(old, range) === outsideHash(anew, range),
    ...judgeJoins(base, { old, anew }, range),
  };
}

function randomRange(durationSeconds: number): [number, number] {
  const length = 2.5 + random() * Math.min(12, durationSeconds - 4);
  const start = random() * (durationSeconds - length);
  return [start, start + length];
}

function outsideHash(channels: readonly Float32Array[], [start, end]: readonly [number, number]): string {
  const hash = createHash('sha256');
  for (const side of channels) {
    hash.update(Buffer.from(side.slice(0, Math.floor(start * RATE_HZ)).buffer));
    hash.update(Buffer.from(side.slice(Math.ceil(end * RATE_HZ)).buffer));
  }
  return hash.digest('hex');
}

/** Both joins, where the range has them inside the piece: the beats nearest inside the range. */
function judgeJoins(
  base: ScoreResult,
  sounds: { old: readonly Float32Array[]; anew: readonly Float32Array[] },
  [start, end]: readonly [number, number],
): Pick<Row, 'stepsDb' | 'fluxes'> {
  const [old, anew] = [monoOf(sounds.old), monoOf(sounds.anew)];
  const { barPhase, stepSeconds } = base.composition;
  const beats = stepSeconds.slice(0, -1).filter((_, step) => (barPhase + step) % 4 === 0);
  const joins = [
    { beat: beats.find((seconds) => seconds - 0.04 >= start), fade: FADE_IN },
    { beat: beats.findLast((seconds) => seconds <= end), fade: FADE_OUT },
  ];
  const latest = base.audio.durationSeconds - 0.5;
  const fades = joins.flatMap(({ beat, fade: [from, to] }): [number, number][] => {
    if (beat === undefined || beat < 0.5 || beat > latest) return [];
    const sample = Math.round(beat * RATE_HZ);
    return [[sample + from, sample + to]];
  });
  const median = medianFlux(anew);
  return {
    // What the join adds to the rise and fall that the old music has at that place.
    stepsDb: fades.map((fade) => Math.max(0, levelStepDb(anew, fade) - levelStepDb(old, fade))),
    fluxes: fades.map((fade) => spectralFlux(anew, fade) / median),
  };
}

function monoOf([left, right]: readonly Float32Array[]): Float32Array {
  return left!.map((sample, i) => (sample + right![i]!) / 2);
}

function print(all: readonly Row[]): void {
  const body = all.map(({ style, range: [start, end], isSame, stepsDb, fluxes }) => [
    style,
    `${start.toFixed(2)}-${end.toFixed(2)}`,
    isSame ? 'identical' : 'CHANGED',
    stepsDb.map((value) => number(value)).join(' '),
    fluxes.map((value) => number(value)).join(' '),
  ]);
  const header = [
    'style',
    'range, s',
    'outside',
    'level step at the joins, dB',
    'flux at the joins / median',
  ];
  process.stdout.write(`${table(header, body)}\n\n`);
  const steps = all.flatMap(({ stepsDb }) => stepsDb);
  const fluxes = all.flatMap(({ fluxes: values }) => values);
  const share = (values: number[], most: number) =>
    `${values.filter((value) => value <= most).length} of ${values.length}`;
  process.stdout.write(
    `outside identical in ${all.filter(({ isSame }) => isSame).length} of ${all.length} ranges; level step at most 1 dB at ` +
      `${share(steps, 1)} joins (largest ${number(Math.max(...steps))}); flux at most 3 times the median at ` +
      `${share(fluxes, 3)} joins (largest ${number(Math.max(...fluxes))})\n`,
  );
}
