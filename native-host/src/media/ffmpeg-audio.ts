// The sound of a range, decoded and resampled by the user's own ffmpeg.
import { soundFilter } from './ffmpeg-filters.js';
import { readHeader } from './ffmpeg-probe.js';
import { exitOf, type FfmpegProgram, inputArguments } from './ffmpeg-program.js';
import { chooseAudio, type RawMedia, zeroSeconds } from './media-info.js';
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
  const args = audioArguments(request, audio.index, raw);
  const tool = startTool({ command: program.ffmpegPath, args, input: '' }, signal);
  const frameBytes = request.channels * BYTES_PER_SAMPLE;
  const wantedSamples = Math.round((request.endSeconds - request.startSeconds) * request.sampleRateHz);
  let toSkip = Math.round(request.startSeconds * request.sampleRateHz);
  let sampleCount = 0;
  let isDecoded = false;
  try {
    for await (const { buffer, length } of readRecords(readBytes(tool), BLOCK_SAMPLES * frameBytes)) {
      const skipped = Math.min(toSkip, length / frameBytes);
      toSkip -= skipped;
      isDecoded = true;
      const kept = Math.min(length / frameBytes - skipped, wantedSamples - sampleCount);
      if (kept <= 0) continue;
      sampleCount += kept;
      yield new Float32Array(buffer, skipped * frameBytes, kept * request.channels);
      if (sampleCount >= wantedSamples) break;
    }
    if (sampleCount < wantedSamples) await exitOf(tool, program.ffmpegPath, signal);
    if (!isDecoded) throw noDecodableSound(request.path, new Error(tool.errorTail()));
    return { damagedPacketCount: 0, lastSeconds: sampleCount / request.sampleRateHz };
  } finally {
    await tool.dispose();
  }
}

/** Decodes from the file's beginning: after a seek, ffmpeg places compressed sound up to 16 ms beside its time. */
function audioArguments(request: AudioRequest, streamIndex: number, raw: RawMedia): string[] {
  const input = [
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'error',
    '-copyts',
    ...inputArguments(request.path),
  ];
  const filter = soundFilter(raw, {
    sampleRateHz: request.sampleRateHz,
    zeroSeconds: zeroSeconds(raw),
  });
  return [
    ...input,
    '-map',
    `0:${streamIndex}`,
    '-af',
    filter,
    '-ac',
    String(request.channels),
    '-f',
    'f32le',
    'pipe:1',
  ];
}
