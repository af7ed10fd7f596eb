// npm run bench:length [-- MINUTES... [--model ID] [--size WxH]]: peak memory of all processes and seconds for films of these lengths (10 and 60),
// and for 10 s composed anew in the longest of them. Needs the ffmpeg program; memory is read from /proc (Linux).
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { runProgram, runScore, type Watched } from './bars/run-score.js';
import { number, table } from './bars/table.js';

const FPS = 25;
const RANGE_SECONDS = 10;
/** Most that the longest film may need more than the shortest, and most at all. */
const LARGEST_GROWTH = 1.1;
const LARGEST_MEGABYTES = 1300;
const LARGEST_RANGE_MEGABYTES = 1000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'debug-score' },
    size: { type: 'string', default: '160x90' },
  },
});
const lengths = (positionals.length > 0 ? positionals.map(Number) : [10, 60]).sort((a, b) => a - b);
if (!lengths.every((minutes) => minutes > 0))
  throw new Error('Usage: npm run bench:length [-- MINUTES... [--model ID] [--size WxH]]');
const work = await mkdtemp(path.join(tmpdir(), 'framescore-length-'));
try {
  const rows: string[][] = [];
  const peaks: number[] = [];
  for (const minutes of lengths) {
    const film = await makeFilm(minutes);
    const directory = path.join(work, `${minutes}.score`);
    const args = ['--model', values.model, '--seed', '1'];
    const scored = finished(await runScore(film, directory, args, { watchMemory: true }));
    peaks.push(scored.peakMegabytes);
    rows.push(rowOf(`score, ${minutes} min`, scored));
    if (minutes === lengths.at(-1)) {
      const start = minutes * 30;
      const range = `${start}-${start + RANGE_SECONDS}`;
      const again = ['regenerate', path.join(directory, 'score.json'), '--range', range, '--seed', '2'];
      const anew = finished(await runProgram(again, { watchMemory: true }));
      rows.push(rowOf(`${RANGE_SECONDS} s of ${minutes} min anew`, anew, LARGEST_RANGE_MEGABYTES));
    }
    await rm(film);
  }
  process.stdout.write(`${table(['what', 'peak MB', 'bar', 'seconds'], rows)}\n`);
  const growth = peaks.at(-1)! / peaks[0]!;
  process.stdout.write(
    `longest against shortest: ${number(growth)} times (bar ${LARGEST_GROWTH}); film ${values.size} at ${FPS} fps, model ${values.model}\n`,
  );
} finally {
  await rm(work, { recursive: true });
}

async function makeFilm(minutes: number): Promise<string> {
  const film = path.join(work, `${minutes}.mp4`);
  const source = `testsrc2=s=${values.size}:r=${FPS}:d=${minutes * 60}`;
  const output = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', film];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, ...output]);
  return film;
}

function finished<T extends Watched>(run: T): T {
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return run;
}

function rowOf(what: string, { peakMegabytes, wallSeconds }: Watched, bar = LARGEST_MEGABYTES): string[] {
  return [what, number(peakMegabytes, 0), String(bar), number(wallSeconds, 1)];
}
