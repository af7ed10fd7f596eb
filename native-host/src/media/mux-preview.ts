// Joins the picture of a range and its music into an MP4 that plays everywhere (H.264, AAC). Runs in the media process only.
import { getSystemErrorName } from 'node:util';
import { FormatContext } from 'node-av/lib';
import type { PreviewRequest, ReadSummary } from './media-protocol.js';
import { outputProblem } from '../sound/output-problem.js';
import { PictureTrack } from './preview-picture.js';
import { SoundTrack } from './preview-sound.js';
import { ShownFrames } from './shown-frames.js';
import { MuxWriteError } from './stream-encoder.js';

/** Writes `outputPath`, which must not be the final one: a failed run leaves it unfinished. */
export async function muxPreview(
  request: PreviewRequest,
  onProgress: (fraction: number) => void,
): Promise<ReadSummary> {
  const container = new FormatContext();
  try {
    check(container.allocOutputContext2(null, 'mp4', request.outputPath));
    return await writePreview(container, request, onProgress);
  } catch (error) {
    if (!(error instanceof MuxWriteError)) throw error;
    const code = getSystemErrorName(error.errno);
    throw outputProblem(request.outputPath, Object.assign(error, { code }));
  }
}

async function writePreview(
  container: FormatContext,
  request: PreviewRequest,
  onProgress: (fraction: number) => void,
): Promise<ReadSummary> {
  const durationSeconds = request.endSeconds - request.startSeconds;
  const source = await ShownFrames.open(request.videoPath);
  const picture = await PictureTrack.open(container, source.video);
  const sound = await SoundTrack.open(container, request.sound);
  check(container.openOutputSync());
  check(await container.writeHeader());
  let lastSeconds = 0;
  for await (const { timeSeconds, frame } of source.framesIn(request)) {
    lastSeconds = timeSeconds;
    await picture.showFrom({ timeSeconds, frame });
    await sound.writeUntil(timeSeconds);
    onProgress(timeSeconds / durationSeconds);
  }
  const { damagedPacketCount } = source.counts;
  await source.close();
  await picture.end(durationSeconds);
  await sound.end();
  check(await container.writeTrailer());
  container.closeOutputSync();
  return { damagedPacketCount, lastSeconds };
}

function check(result: number): void {
  if (result < 0) throw new MuxWriteError(result);
}
