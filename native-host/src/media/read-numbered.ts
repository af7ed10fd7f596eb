// Numbered pictures read as a film: each run of numbers by the reader that the decoder has for them, a missing picture as the one before.
import type { VideoFrame } from './frame-source.js';
import type { MediaInfo } from './media-info.js';
import type { FrameRequest, FrameSummary } from './media-protocol.js';
import {
  lastNumber,
  missingNumbers,
  type NumberedPictures,
  patternOf,
  readerPattern,
} from './numbered-pictures.js';

/** What FFmpeg takes too. */
export const USUAL_PICTURE_RATE_FPS = 25;

/** What its first picture is, as long as all the numbers last. */
export function describeNumbered(
  pictures: NumberedPictures,
  firstPicture: MediaInfo,
  pictureRateFps: number | undefined,
): MediaInfo {
  const fps = pictureRateFps ?? USUAL_PICTURE_RATE_FPS;
  const [first] = pictures.runs;
  const durationSeconds = (lastNumber(pictures) - (first?.first ?? 0) + 1) / fps;
  return {
    ...firstPicture,
    isStill: false,
    durationSeconds,
    statedSeconds: durationSeconds,
    frameRate: rationalOf(fps),
    numbered: {
      pattern: patternOf(pictures),
      count: pictures.runs.reduce((sum, { count }) => sum + count, 0),
      missing: missingNumbers(pictures),
      isRateGiven: pictureRateFps !== undefined,
    },
  };
}

export async function* readNumbered(
  pictures: NumberedPictures,
  request: FrameRequest,
  frames: (request: FrameRequest) => AsyncGenerator<VideoFrame, FrameSummary>,
): AsyncGenerator<VideoFrame, FrameSummary> {
  const fps = request.pictureRateFps ?? USUAL_PICTURE_RATE_FPS;
  const origin = pictures.runs[0]?.first ?? 0;
  const total = { damagedPacketCount: 0, packetCount: 0, leftOutCount: 0, lastSeconds: 0 };
  for (const [i, { first, count }] of pictures.runs.entries()) {
    const runSeconds = (first - origin) / fps;
    const next = pictures.runs[i + 1];
    const heldUntilSeconds = next ? (next.first - origin) / fps : Infinity;
    if (heldUntilSeconds <= request.startSeconds || runSeconds >= request.endSeconds) continue;
    // Where the range begins behind the last picture, that one is still seen.
    const startSeconds = Math.max(0, Math.min(request.startSeconds - runSeconds, (count - 0.5) / fps));
    const endSeconds = Math.min(request.endSeconds - runSeconds, count / fps);
    const part = {
      path: readerPattern(pictures),
      startSeconds,
      endSeconds: Math.max(endSeconds, startSeconds + 0.5 / fps),
    };
    const read = frames({ ...request, ...part, numbered: { firstNumber: first, fps } });
    const shiftSeconds = runSeconds + startSeconds - request.startSeconds;
    for (;;) {
      const item = await read.next();
      if (item.done === true) {
        for (const key of ['damagedPacketCount', 'packetCount', 'leftOutCount'] as const)
          total[key] += item.value[key];
        break;
      }
      total.lastSeconds = Math.max(0, item.value.timeSeconds + shiftSeconds);
      yield { ...item.value, timeSeconds: total.lastSeconds };
    }
  }
  const endSeconds = (lastNumber(pictures) - origin + 1) / fps - request.startSeconds;
  const isOver = endSeconds >= request.endSeconds - request.startSeconds;
  return { ...total, pictureEndSeconds: isOver ? null : endSeconds };
}

/** 23.976 and its like are fractions of 1001. */
function rationalOf(fps: number): { numerator: number; denominator: number } {
  const film = Math.round(fps * 1.001);
  if (Math.abs(fps - film / 1.001) < 5e-4 * fps && !Number.isInteger(fps))
    return { numerator: film * 1000, denominator: 1001 };
  return { numerator: Math.round(fps * 1000), denominator: 1000 };
}
