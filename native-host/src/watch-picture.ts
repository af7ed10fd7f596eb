// One pass over the picture: every frame goes to the cue finder, frames at the model's rate go to the video encoder.
import { ScoreError, type Run, type ScoreWarning } from '@framescore/contract';
import { createCueFinder } from './core/cues/find-cues.js';
import type { CueTrack } from './core/cues/cue.js';
import { mergeCues } from './core/cues/merge-cues.js';
import { FrameSampler, type TimedFrame } from './core/video/frame-sampler.js';
import { BarTrimmer } from './core/video/trim-bars.js';
import type { Source } from './open-source.js';
import type { PictureSummary, Ports } from './ports.js';
import { readPicture } from './read-picture.js';

export type Picture = { track: CueTrack; summary: PictureSummary; warnings: ScoreWarning[] };

/** Frames sent to the engine at once: 3 seconds at 10 fps, some 200 KB. */
const BATCH_FRAMES = 32;

export async function watchPicture(
  source: Source,
  { media, model, family }: Pick<Ports, 'media' | 'model' | 'family'>,
  run: Run,
): Promise<Picture> {
  const { widthPx, heightPx, fps } = model.manifest.video;
  const borders = source.timeline?.borders ?? [];
  const finder = createCueFinder({ frameRateHintFps: fpsOf(source), widthPx, heightPx, borders });
  const reading = readPicture(source, { widthPx, heightPx }, media, run);
  const sampler = new FrameSampler(fps, Math.max(1, Math.ceil(source.durationSeconds * fps)));
  const trimmer = new BarTrimmer({ widthPx, heightPx });
  const watched = async function* (): AsyncGenerator<Uint8Array[]> {
    for await (const frame of reading.frames) {
      finder.push(frame);
      run.report({ stage: 'frames', fraction: frame.timeSeconds / source.durationSeconds });
      yield trimmer.push(sampler.push(frame));
    }
    if (!sampler.hasPicture) {
      throw new ScoreError(
        'media-unreadable',
        `No frame of ${source.path} could be decoded in this range. Choose another range or file.`,
      );
    }
    yield trimmer.push(sampler.finish());
    yield trimmer.finish();
  };
  const [summary] = await Promise.all([
    model.encodeVideo(inBatches(watched()), run.signal),
    family.warm(run.signal),
  ]);
  const track = finder.finish(source.durationSeconds);
  const cues = mergeCues(source.timeline?.markers ?? [], track.cues, fpsOf(source));
  return { track: { ...track, cues }, summary, warnings: reading.warnings() };
}

function fpsOf({ frameRate }: Source): number {
  return frameRate.numerator / frameRate.denominator;
}

async function* inBatches(frames: AsyncIterable<TimedFrame['rgb'][]>): AsyncGenerator<Uint8Array> {
  let batch: Uint8Array[] = [];
  for await (const some of frames) {
    batch.push(...some);
    if (batch.length >= BATCH_FRAMES) {
      yield Buffer.concat(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield Buffer.concat(batch);
}
