// What the user's ffmpeg is asked to do with a picture or a sound, so that it hands over what node-av's calls give. Pure.
import { hasAlpha, usedMatrix } from './frame-tags.js';
import { describeMedia, isStill, type RawMedia, type RawStream } from './media-info.js';
import { ALPHA_OVERSAMPLING } from './picture-as-shown.js';
import {
  isBareStream,
  LONGEST_GAP_SECONDS,
  mayBeJoined,
  MOST_REORDERED_FRAMES,
  STEP_BACK_SECONDS,
} from './stream-clock.js';

/** The scaler's names of the matrices that differ from those of streams. */
const SCALER_MATRICES: Readonly<Record<string, string>> = {
  bt470bg: 'bt470',
  bt2020nc: 'bt2020',
  unknown: 'bt601', // what a scaler takes where nothing is said
};

/** Frames may change within a stream; ffmpeg has to be told before it sees them, hence by the header. */
export function oversamplingOf({ tags, hasAlphaBeside }: RawStream): number {
  return hasAlphaBeside || hasAlpha(tags.pixelFormat) ? ALPHA_OVERSAMPLING : 1;
}

/** A halfway picture (picture-as-shown.ts), and on stderr when each frame is shown, its fields and its light. */
export function halfwayFilter(size: { widthPx: number; heightPx: number }, { tags }: RawStream): string {
  const matrix = usedMatrix(tags);
  const isAsTagged = matrix === tags.matrix || tags.matrix === 'gbr';
  const given = isAsTagged ? '' : `:in_color_matrix=${SCALER_MATRICES[matrix] ?? matrix}`;
  // interl=-1: the fields of frames that are marked as interlaced are scaled apart.
  const scale = `scale=${size.widthPx}:${size.heightPx}:interl=-1:flags=area${given}`;
  return `${scale},format=rgba64le,showinfo`;
}

/** When a picture is shown, from a moment of the unrolled clock on: the rule of stream-clock.ts in ffmpeg's own words. */
export function pictureClock(
  raw: RawMedia,
  { startSeconds }: Pick<RawStream, 'startSeconds'>,
  from: { startSeconds: number; canSeek: boolean },
): string {
  const start = from.startSeconds.toFixed(6);
  if (from.canSeek || isStill(raw)) return `PTS-${start}/TB`;
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  const frame = `${denominator}/${numerator}`;
  if (isBareStream(raw.formatName)) return `(N*${frame}+${startSeconds ?? 0}-${start})/TB`;
  const backSeconds = Math.max(STEP_BACK_SECONDS, (MOST_REORDERED_FRAMES * denominator) / numerator);
  const isAnew = `(lt(T,PREV_INT-${backSeconds})+gt(T,PREV_INT+${LONGEST_GAP_SECONDS}))`;
  const stepBack = `PREV_INPTS-PTS+${frame}/TB`;
  return `PTS-${start}/TB+st(0,ld(0)+if(${isAnew},${stepBack},0))`.replaceAll(',', '\\,');
}

/** Sound on one axis from the file's start on, in a clock that may start anew: the rule of stream-clock.ts in ffmpeg's own words. */
export function soundFilter(
  { formatName }: RawMedia,
  { sampleRateHz, zeroSeconds }: { sampleRateHz: number; zeroSeconds: number },
): string {
  const isBack = `lt(T,PREV_INT-${STEP_BACK_SECONDS})`;
  const isGap = mayBeJoined(formatName) ? `gt(T,PREV_INT+${LONGEST_GAP_SECONDS})` : '0';
  const isAnew = `(${isBack}+${isGap})`;
  const stepBack = `PREV_INPTS-PTS+NB_SAMPLES/SR/TB`;
  const unrolled = `PTS-(${zeroSeconds})/TB+st(0,ld(0)+if(${isAnew},${stepBack},0))`.replaceAll(',', '\\,');
  // Filled with silence from the file's start on; gaps filled as from 20 ms, like the other backend.
  return `asetpts=${unrolled},aresample=${sampleRateHz}:async=1:first_pts=0:min_hard_comp=0.02`;
}
