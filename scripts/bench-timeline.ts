// npx tsx scripts/bench-timeline.ts: what reading a timeline costs: clips that alternate, that run backwards, that play for long, and
// how long a timeline of thousands of clips takes to be understood. Seconds, and the memory of this process and its media process.
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TimelineClip } from '@framescore/contract';
import { Compute } from '../native-host/dist/compute/compute.js';
import { openMedia } from '../native-host/dist/media/frame-source.js';
import { openSource } from '../native-host/dist/open-source.js';
import { readPicture } from '../native-host/dist/read-picture.js';
import { clip, sequence, snapshot, track } from '../test/host/timeline-samples.js';
import { ROOT } from '../test/process/command-line.js';
import { number, table } from './bars/table.js';

const FILM = path.join(ROOT, 'examples/media/night-train.mp4');
const FILM_FRAMES = 600;
const CUTS = 500;
const run = { signal: new AbortController().signal, report: () => undefined };
const media = openMedia();
const compute = new Compute();

const work = await mkdtemp(path.join(tmpdir(), 'framescore-bench-'));
try {
  const other = path.join(work, 'other.mp4');
  await copyFile(FILM, other);
  const rows = [
    await measure(
      'one clip after the other, 24 s each',
      repeated(8, FILM_FRAMES, () => ({})),
    ),
    await measure(
      `two files alternate ${CUTS} times, 0.4 s each`,
      repeated(CUTS, 10, (i) => ({ at: (i * 10) % 580, mediaPath: i % 2 ? other : FILM })),
    ),
    await measure(
      `${CUTS} cuts to anywhere in one file, 0.4 s each`,
      repeated(CUTS, 10, (i) => ({ at: (i * 7919) % 590 })),
    ),
    await measure(
      'backwards, 24 s each',
      repeated(8, FILM_FRAMES, () => ({ isReversed: true })),
    ),
    await measure('one still for an hour', [
      clip([0, 90_000], { kind: 'still', mediaPath: path.join(ROOT, 'test/fixtures/media/still.png') }),
    ]),
  ];
  const head = [
    'timeline',
    'seconds of it',
    'opened, s',
    'watched, s',
    'ms a clip',
    'host, MB',
    'media process, MB',
  ];
  process.stdout.write(`${table(head, rows)}\n`);
} finally {
  compute.dispose();
  await rm(work, { recursive: true, force: true });
}

function repeated(
  count: number,
  frames: number,
  look: (i: number) => Parameters<typeof clip>[1],
): TimelineClip[] {
  return Array.from({ length: count }, (_, i) =>
    clip([i * frames, (i + 1) * frames], { mediaPath: FILM, ...look(i) }),
  );
}

async function measure(name: string, clips: TimelineClip[]): Promise<string[]> {
  const mediaPath = path.join(work, 'timeline.json');
  await writeFile(mediaPath, JSON.stringify(snapshot([sequence('r', [track(clips)])])));
  const controls = { style: 'auto', intensity: 50, sync: 80, seed: 1 };
  const outputs = { directory: work, stems: false, midi: false, preview: false };
  const begin = performance.now();
  const source = await openSource({ mediaPath, controls, outputs }, { media, compute }, run);
  const opened = performance.now();
  let hostBytes = 0;
  let childKilobytes = 0;
  let count = 0;
  for await (const frame of readPicture(source, { widthPx: 64, heightPx: 36 }, media, run).frames) {
    count += frame.rgb.length > 0 ? 1 : 0;
    if (count % 500 !== 1) continue;
    hostBytes = Math.max(hostBytes, process.memoryUsage().rss);
    childKilobytes = Math.max(childKilobytes, await mediaProcessKilobytes());
  }
  const watched = performance.now();
  const seconds = (ms: number) => number(ms / 1000, 2);
  return [
    name,
    number(source.durationSeconds, 0),
    seconds(opened - begin),
    seconds(watched - opened),
    number((watched - opened) / clips.length, 1),
    number(hostBytes / 1e6, 0),
    number(childKilobytes / 1e3, 0),
  ];
}

/** Most memory that the media process of this one has held (Linux; elsewhere 0). */
async function mediaProcessKilobytes(): Promise<number> {
  const ids = (await readdir('/proc').catch(() => [])).filter((id) => /^\d+$/.test(id));
  for (const id of ids) {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    if (!status.includes(`PPid:\t${process.pid}\n`)) continue;
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('media-child')) return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }
  return 0;
}
