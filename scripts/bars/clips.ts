// npm run bars:clips -- FOLDER [score options]: scores every file of a folder and prints what came of it, refusals included.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runScore } from './run-score.js';
import { number, table } from './table.js';

const MEDIA = /\.(mp4|mov|webm|mkv|avi|wmv|mxf|m4v|mpg|ts|png|jpg|mp3|wav|flac|ogg)$/i;

const [folder, ...options] = process.argv.slice(2);
if (!folder) throw new Error('Usage: npm run bars:clips -- FOLDER [score options]');
const directory = await mkdtemp(path.join(tmpdir(), 'framescore-clips-'));
const rows: string[][] = [];
for (const name of (await readdir(folder)).filter((file) => MEDIA.test(file)).sort()) {
  const { exitCode, wallSeconds, result, stderr } = await runScore(path.join(folder, name), directory, [
    '--seed',
    '1',
    ...options,
  ]);
  if (!result) {
    rows.push([name, `exit ${exitCode}`, '', '', '', '', '', stderr]);
    continue;
  }
  const { audio, sync, style, tempoBpm } = result;
  const pace = number(wallSeconds / audio.durationSeconds);
  const music = [number(audio.durationSeconds, 1), style, number(tempoBpm, 1)];
  rows.push([name, ...music, String(sync.cueCount), number(sync.recall), number(sync.chanceRecall), pace]);
  process.stderr.write('.');
}
await rm(directory, { recursive: true });
process.stderr.write('\n');
const header = [
  'clip',
  'seconds',
  'style',
  'BPM',
  'cuts',
  'recall 70 ms',
  'chance',
  's per s, or why refused',
];
process.stdout.write(`${table(header, rows)}\n`);
