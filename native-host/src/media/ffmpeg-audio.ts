// The sound of a range, decoded and resampled by the user's own ffmpeg.
import { readHeader } from './ffmpeg-probe.js';
import { exitOf, type FfmpegProgram, inputArguments } from './ffmpeg-program.js';
import { chooseAudio, zeroSeconds } from './media-info.js';
import { noAudio, noDecodableSound } from './media-problems.js';
import type { AudioRequest, ReadSummary } from './media-protocol.js';
import { readBytes } from './read-bytes.js';
import { readRecords } from './record-reader.js';
import { startTool } from './tool-process.js';

const BLOCK_SAMPLES = 8_192;
const BYTES_PER_SAMPLE = 4;

export async function* readAudioWithFfmpeg(
  program: FfmpegProgram,
  request: AudioRequest,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, ReadSummary> {
  const raw = await readHeader(program, request.path, signal);
  const audio = chooseAudio(raw);
  if (!audio) throw noAudio(request.path);
  const args = audioArguments(request, audio.index, request.startSeconds + zeroSeconds(raw));
  const tool = startTool({ command: program.ffmpegPath, args, input: '' }, signal);
  const frameBytes = request.channels * BYTES_PER_SAMPLE;
  let sampleCount = 0;
  try {
    for await (const { buffer, length } of readRecords(readBytes(tool), BLOCK_SAMPLES * frameBytes)) {
      sampleCount += length / frameBytes;
      yield new Float32Array(buffer, 0, length / BYTES_PER_SAMPLE);
    }
    await exitOf(tool, program.ffmpegPath, signal);
    if (sampleCount === 0) throw noDecodableSound(request.path, new Error(tool.errorTail()));
    return { damagedPacketCount: 0, lastSeconds: sampleCount / request.sampleRateHz };
  } finally {
    await tool.dispose();
  }
}

function audioArguments(request: AudioRequest, streamIndex: number, startSeconds: number): string[] {
  const durationSeconds = request.endSeconds - request.startSeconds;
  const input = [
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'error',
    '-seek_timestamp',
    '1',
    '-ss',
    startSeconds.toFixed(6),
  ];
  // Silence where the file has none, from the range's start on; gaps as from 20 ms, like the other backend.
  const filter = `aresample=${request.sampleRateHz}:async=1:first_pts=0:min_hard_comp=0.02`;
  const output = ['-map', `0:${streamIndex}`, '-t', durationSeconds.toFixed(6), '-af', filter];
  return [
    ...input,
    ...inputArguments(request.path),
    ...output,
    '-ac',
    String(request.channels),
    '-f',
    'f32le',
    'pipe:1',
  ];
}
