// Compares our loudness and true-peak meters with ffmpeg's ebur128 filter on real files:
//   tsx scripts/check-loudness.ts FILE.wav...
// Needs an ffmpeg on the machine (FFMPEG_PATH or PATH); 16- or 24-bit WAV at 48 kHz, such as the scores we write.
import { execFileSync, spawnSync } from 'node:child_process';
import { dbFromGain } from '../native-host/src/core/audio/decibels.js';
import { integratedLoudness } from '../native-host/src/core/audio/loudness.js';
import { truePeak } from '../native-host/src/core/audio/true-peak.js';

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
/** EBU Tech 3341 allows a meter 0.1 LU, and +0.2 / -0.4 dB of true peak. */
const LARGEST_LOUDNESS_ERROR_LU = 0.1;
const LARGEST_PEAK_ERROR_DB = 0.4;

function readStereo(file: string): Float32Array[] {
  const args = ['-v', 'error', '-i', file, '-f', 'f32le', '-ac', '2', '-ar', '48000', '-'];
  const bytes = execFileSync(FFMPEG, args, { maxBuffer: 2 ** 31 });
  const frames = Math.floor(bytes.length / 8);
  return [0, 1].map((side) =>
    Float32Array.from({ length: frames }, (_, i) => bytes.readFloatLE(8 * i + 4 * side)),
  );
}

function ffmpegMeters(file: string): { loudness: number; peak: number } {
  const args = ['-hide_banner', '-nostats', '-i', file, '-af', 'ebur128=peak=true', '-f', 'null', '-'];
  const summary = spawnSync(FFMPEG, args, { encoding: 'utf8' }).stderr.split('Summary:').at(-1) ?? '';
  const read = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1] ?? NaN);
  return { loudness: read(/I:\s+(-?[\d.]+|-inf) LUFS/), peak: read(/Peak:\s+(-?[\d.]+|-inf) dBFS/) };
}

for (const file of process.argv.slice(2)) {
  const channels = readStereo(file);
  const ours = { loudness: integratedLoudness(channels), peak: dbFromGain(truePeak(channels)) };
  const theirs = ffmpegMeters(file);
  const isClose =
    Math.abs(ours.loudness - theirs.loudness) <= LARGEST_LOUDNESS_ERROR_LU + 0.05 && // ffmpeg prints one decimal
    Math.abs(ours.peak - theirs.peak) <= LARGEST_PEAK_ERROR_DB;
  if (!isClose) process.exitCode = 1;
  const columns = [
    `ours ${ours.loudness.toFixed(2)} LUFS ${ours.peak.toFixed(2)} dBTP`,
    `ffmpeg ${theirs.loudness.toFixed(1)} LUFS ${theirs.peak.toFixed(1)} dBTP`,
  ];
  console.log(`${isClose ? 'ok ' : 'OFF'} ${file}: ${columns.join('; ')}`);
}
