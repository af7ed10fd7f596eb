// npm run bars:tempo -- [VIDEO]: is the asked tempo heard? Every style at three tempi of its range, by our tracker from score.json and by
// librosa (models/scripts/measure_tempo.py, where Python has it).
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { modelManifest } from '@framescore/contract';
import { runScore } from './run-score.js';
import { number, table } from './table.js';

const TOLERANCE = 0.02;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PYTHON = process.env['PYTHON'] ?? 'python3';

type Measured = { style: string; askedBpm: number; oursBpm: number; wav: string };

const video = process.argv[2] ?? path.join(ROOT, 'examples/media/night-train.mp4');
const manifestPath = path.join(ROOT, 'models/bundles/small/model.json');
const { styles } = modelManifest.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
const work = await mkdtemp(path.join(tmpdir(), 'framescore-tempo-'));
const measured: Measured[] = [];
for (const { id, tempoBpm } of styles) {
  const [low, high] = tempoBpm;
  for (const share of [0.15, 0.5, 0.85]) {
    const askedBpm = Math.round(low + share * (high - low));
    const directory = path.join(work, `${id}-${askedBpm}`);
    const args = ['--style', id, '--tempo', String(askedBpm), '--seed', String(askedBpm)];
    const { result, stderr } = await runScore(video, directory, args);
    if (!result) throw new Error(`${id} at ${askedBpm}: ${stderr}`);
    measured.push({ style: id, askedBpm, oursBpm: result.tempoBpm, wav: path.join(directory, 'score.wav') });
    process.stderr.write('.');
  }
}
process.stderr.write('\n');
const librosa = await measureWithLibrosa(measured.map(({ wav }) => wav));
await rm(work, { recursive: true });

const near = (bpm: number, asked: number) => Math.abs(bpm / asked - 1) <= TOLERANCE;
const nearOctave = (bpm: number, asked: number) => [0.5, 1, 2].some((factor) => near(bpm * factor, asked));
const rows = measured.map(({ style, askedBpm, oursBpm }, i) => {
  const other = librosa?.[i];
  const verdict = other === undefined ? '-' : nearOctave(other, askedBpm) ? 'yes' : 'NO';
  return [
    style,
    String(askedBpm),
    number(oursBpm),
    near(oursBpm, askedBpm) ? 'yes' : 'NO',
    number(other),
    verdict,
  ];
});
process.stdout.write(
  `${table(['style', 'asked', 'ours', 'within 2 %', 'librosa', 'within 2 %, octave allowed'], rows)}\n\n`,
);
const share = (column: number) => number(rows.filter((row) => row[column] === 'yes').length / rows.length);
process.stdout.write(
  `within 2 %: ours ${share(3)}, librosa ${librosa ? share(5) : '- (Python with librosa was not found)'}\n`,
);

async function measureWithLibrosa(files: readonly string[]): Promise<number[] | undefined> {
  const script = path.join(ROOT, 'models/scripts/measure_tempo.py');
  try {
    const { stdout } = await promisify(execFile)(PYTHON, [script, ...files]);
    return JSON.parse(stdout) as number[];
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return undefined;
  }
}
