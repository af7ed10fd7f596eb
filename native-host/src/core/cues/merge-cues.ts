// Cues read from the timeline joined with those found in the picture. Exact times win over found ones. Knows no picture.
import type { Cue } from './cue.js';

/** A found cut this many frames from a clip's edge or a marker is that edge or marker, seen late or early by the decoder. */
const SAME_FRAMES = 1.5;

const PRIORITY: Record<Cue['kind'], number> = {
  'user-marker': 4,
  'clip-cut': 3,
  dissolve: 2,
  cut: 1,
  'motion-peak': 0,
};

/**
 * All cues in time order; of those within 1.5 frames of each other the one that is known best stays (marker, clip cut, found cut, motion),
 * with the greatest weight among them.
 */
export function mergeCues(
  timelineCues: readonly Cue[],
  foundCues: readonly Cue[],
  frameRateFps: number,
): Cue[] {
  const nearSeconds = SAME_FRAMES / frameRateFps;
  const kept: Cue[] = [];
  const bestFirst = [...timelineCues, ...foundCues].sort(
    (a, b) => PRIORITY[b.kind] - PRIORITY[a.kind] || a.timeSeconds - b.timeSeconds,
  );
  for (const cue of bestFirst) {
    const same = kept.findIndex(({ timeSeconds }) => Math.abs(timeSeconds - cue.timeSeconds) <= nearSeconds);
    if (same < 0) kept.push(cue);
    else kept[same] = { ...kept[same]!, weight: Math.max(kept[same]!.weight, cue.weight) };
  }
  return kept.sort((a, b) => a.timeSeconds - b.timeSeconds);
}
