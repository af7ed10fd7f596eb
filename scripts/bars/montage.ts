// Joins shots of a folder of clips at known frames, with the ffmpeg program: films whose every cut is known exactly.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { seededRandom, type Random } from '../../native-host/src/core/random/random.js';

const run = promisify(execFile);
export const MONTAGE_FPS = 25;
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

export type MontageKind = 'hidden-grid' | 'irregular' | 'bursts';
export type Montage = { kind: MontageKind; seed: number; shotFrames: number[]; cutSeconds: number[] };

/** Shot lengths in frames for about `seconds` of film. */
export function planMontage(kind: MontageKind, seed: number, seconds: number): Montage {
  const random = seededRandom(seed, kind.length);
  const total = Math.round(seconds * MONTAGE_FPS);
  const ends: number[] = [];
  const next = shotEnds(kind, random);
  for (let end = next(); end < total - MONTAGE_FPS; end = next()) ends.push(end);
  const edges = [0, ...ends, total];
  const shotFrames = edges.slice(1).map((edge, i) => edge - edges[i]!);
  return { kind, seed, shotFrames, cutSeconds: ends.map((frame) => frame / MONTAGE_FPS) };
}

/** Gives the frame at which each shot ends, one after the other. */
function shotEnds(kind: MontageKind, random: Random): () => number {
  let seconds = 0;
  let burst = 0;
  const bpm = 76 + Math.floor(random() * 56); // hidden from everyone but this line
  const pick = (values: readonly number[]) => values[Math.floor(random() * values.length)]!;
  const lengths: Record<MontageKind, () => number> = {
    'hidden-grid': () => (pick([1, 2, 2, 4, 4, 8]) * 60) / bpm,
    irregular: () => 0.7 + 3.6 * random() ** 1.5,
    bursts: () => {
      if (burst === 0 && random() < 0.35) burst = 4 + Math.floor(random() * 4);
      burst = Math.max(0, burst - 1);
      return burst > 0 ? 0.24 + 0.28 * random() : 1.8 + 3 * random();
    },
  };
  return () => Math.round((seconds += lengths[kind]()) * MONTAGE_FPS);
}

/** Renders the montage to `file` (640x360 H.264, no sound); neighbouring shots never come from the same clip. */
export async function renderMontage(montage: Montage, clipFolder: string, file: string): Promise<void> {
  const random = seededRandom(montage.seed, 99);
  const clips = (await readdir(clipFolder)).filter((name) => /\.(mp4|webm|avi|wmv)$/.test(name)).sort();
  const lengths = new Map<string, number>();
  const inputs: string[] = [];
  const chains: string[] = [];
  let last = '';
  for (const [i, frames] of montage.shotFrames.entries()) {
    const shot = await chooseShot({
      clips,
      clipFolder,
      random,
      lengths,
      seconds: frames / MONTAGE_FPS,
      not: last,
    });
    last = shot.name;
    inputs.push('-ss', shot.startSeconds.toFixed(3), '-i', path.join(clipFolder, shot.name));
    const scale = 'scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1';
    // Cloning the last frame covers clips whose stated length is a little too long.
    chains.push(
      `[${i}:v]fps=${MONTAGE_FPS},${scale},tpad=stop=-1:stop_mode=clone,trim=end_frame=${frames},setpts=PTS-STARTPTS[v${i}]`,
    );
  }
  const joined = montage.shotFrames.map((_, i) => `[v${i}]`).join('');
  const graph = `${chains.join(';')};${joined}concat=n=${montage.shotFrames.length}:v=1[out]`;
  const output = [
    '-map',
    '[out]',
    '-an',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '20',
    '-pix_fmt',
    'yuv420p',
    file,
  ];
  await run(FFMPEG, ['-v', 'error', '-y', ...inputs, '-filter_complex', graph, ...output]);
}

type ShotRequest = {
  clips: string[];
  clipFolder: string;
  random: Random;
  lengths: Map<string, number>;
  seconds: number;
  not: string;
};

/** Edited films are left out: a shot must have no cut of its own. */
async function chooseShot(request: ShotRequest): Promise<{ name: string; startSeconds: number }> {
  const { clips, clipFolder, random, lengths, seconds, not } = request;
  const unedited = clips.filter((name) => !/^(tos_|bbb_|ms_)/.test(name) && name !== not);
  for (;;) {
    const name = unedited[Math.floor(random() * unedited.length)]!;
    const length = lengths.get(name) ?? (await durationSeconds(path.join(clipFolder, name)));
    lengths.set(name, length);
    if (length > seconds + 0.2) return { name, startSeconds: random() * (length - seconds - 0.2) };
  }
}

async function durationSeconds(file: string): Promise<number> {
  const probe = FFMPEG.replace(/ffmpeg(\.exe)?$/, 'ffprobe$1');
  const { stdout } = await run(probe, [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    file,
  ]);
  return Number(stdout.trim());
}
