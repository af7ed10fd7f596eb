// Reads every file of some folders with each backend and counts what came of it: no file may hang, crash or end as a fault of ours.
// Run: npx tsx scripts/sweep-media.ts FOLDER... (FFMPEG_PATH adds the second backend; files are read for four seconds at most).
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { type Media, openMedia } from '../native-host/src/media/frame-source.js';

const LONGEST_SECONDS = 4;
const PATIENCE_MS = 240_000;

const { FFMPEG_PATH } = process.env;
const backends: [string, Media][] = [
  ['node-av', openMedia()],
  ...(FFMPEG_PATH ? [['ffmpeg', openMedia({ ffmpegPath: FFMPEG_PATH })] as [string, Media]] : []),
];

/** What a file gave: "film", "still", "sound", or the code of its problem. */
async function outcomeOf(media: Media, file: string): Promise<string> {
  const run = { signal: AbortSignal.timeout(PATIENCE_MS), report: () => undefined };
  try {
    const info = await media.probeMedia(file, run);
    if (!info.hasVideo) return 'sound';
    const endSeconds =
      info.isStill || info.durationSeconds <= 0 ? 1 : Math.min(info.durationSeconds, LONGEST_SECONDS);
    const range = { path: file, startSeconds: 0, endSeconds, widthPx: 64, heightPx: 36 };
    let frameCount = 0;
    for await (const { rgb } of media.readFrames(range, run)) frameCount += rgb.length > 0 ? 1 : 0;
    if (frameCount === 0) return 'no frames';
    return info.isStill ? 'still' : 'film';
  } catch (error) {
    if (!(error instanceof ScoreError)) return `FAULT ${String(error)}`;
    return error.code === 'cancelled' ? 'HANGS' : error.code === 'internal' ? 'INTERNAL' : error.code;
  }
}

let faultCount = 0;
for (const [name, media] of backends) {
  const counts = new Map<string, number>();
  const files = process.argv
    .slice(2)
    .flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
    .filter((file) => statSync(file).isFile() && !file.endsWith('.json'));
  for (const file of files) {
    const outcome = await outcomeOf(media, file);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (/^(FAULT|HANGS|INTERNAL|no frames)/.test(outcome)) faultCount += 1;
    if (!/^(film|still|sound)$/.test(outcome)) console.log(`${name}: ${path.basename(file)}: ${outcome}`);
  }
  console.log(
    `${name}: ${files.length} files: ${[...counts].map(([what, count]) => `${count} ${what}`).join(', ')}`,
  );
}
process.exitCode = faultCount > 0 ? 1 : 0;
