// What the user should know of a timeline's pictures, in words, and a list that stays short. Knows no files.
import type { ScoreWarning, TimelineClip } from '@framescore/contract';

/** A warning for each of three hundred clips helps nobody. */
const MOST_OF_A_KIND = 12;

type Unseen = 'offline' | 'unreadable' | 'no-picture' | 'nest-unknown';

const UNSEEN: Record<Unseen, string> = {
  offline:
    'is offline: its picture was not seen. Link its media in the editing program, or connect its drive.',
  unreadable: 'cannot be read: its picture was not seen. Check that its file is there and plays elsewhere.',
  'no-picture': 'has a file without a picture; grey was seen in its place.',
  'nest-unknown': 'is a nested sequence whose contents are not known: its picture was not seen.',
};

export function unseenWarning({ name }: TimelineClip, reason: Unseen, atSeconds: number): ScoreWarning {
  return {
    code: reason === 'offline' ? 'clip-offline' : 'clip-unseen',
    atSeconds,
    detail: `The clip "${name}" ${UNSEEN[reason]}`,
  };
}

/** The header of the file could be read, its picture could not. */
export function brokenWarning(name: string, path: string, atSeconds: number): ScoreWarning {
  const detail = `The picture of the clip "${name}" (${path}) cannot be decoded throughout; what is missing was not seen.`;
  return { code: 'clip-unseen', atSeconds, detail };
}

/** What a clip plays cannot be told from one picture and its neighbours; a frozen picture must not pass in silence. */
export function heldSequenceWarning({ name }: TimelineClip, path: string, atSeconds: number): ScoreWarning {
  const detail = `The clip "${name}" was seen as one held picture (${path}), but numbered pictures follow it: if it is an image sequence, its movement was not seen. In the panel, "As rendered" sees it; or render it to a film (H.264) and put that in its place.`;
  return { code: 'sequence-held', atSeconds, detail };
}

export function rampWarning({ name }: TimelineClip, atSeconds: number): ScoreWarning {
  const detail = `The clip "${name}" changes its speed along a curve that cannot be read; it was seen at an even speed.`;
  return { code: 'speed-ramp', atSeconds, detail };
}

export function angleWarning({ name }: TimelineClip, atSeconds: number): ScoreWarning {
  const detail = `The angle of the multicam clip "${name}" cannot be read; its topmost one was seen. Its cuts are exact.`;
  return { code: 'multicam-angle', atSeconds, detail };
}

/** The file ends before the range, or the clip, does. `heldSeconds`: for how long its last frame stands. */
export function endsEarlyWarning(
  path: string,
  fileEndSeconds: number,
  heldSeconds: number,
  atSeconds: number,
): ScoreWarning {
  const ends = `${path} ends at ${fileEndSeconds.toFixed(1)} s, ${heldSeconds.toFixed(1)} seconds before what is used of it`;
  const detail = `${ends}: the last frame was held. The file is probably cut off; copy or export it again.`;
  return { code: 'media-ends-early', atSeconds, detail };
}

/** Null where none of the clips has an effect that is known. */
export function effectsWarning(clips: readonly TimelineClip[]): ScoreWarning | null {
  const names = [...new Set(clips.flatMap(({ effects = [] }) => effects))];
  if (names.length === 0) return null;
  const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ' and others' : '');
  const detail = `Effects in this range (${some}) do not show in the media of their clips and were not seen. In the panel, "As rendered" sees them.`;
  return { code: 'effects-unseen', detail };
}

/** What was met while frames were read: how many packets, how many of them damaged, and how many frames were never shown. */
export type ReadQuality = { packetCount: number; damagedPacketCount: number; leftOutCount: number };

/** More is no scratch: then what is heard is made for a picture that nobody meant. */
const MOST_DAMAGED_SHARE = 0.05;
const MOST_LEFT_OUT_SHARE = 0.01;

export function qualityWarnings(
  path: string,
  { packetCount, damagedPacketCount, leftOutCount }: ReadQuality,
  atSeconds: number,
): ScoreWarning[] {
  const percent = (count: number) => `${Math.round((100 * count) / Math.max(1, packetCount))} %`;
  const warnings: ScoreWarning[] = [];
  if (damagedPacketCount > MOST_DAMAGED_SHARE * packetCount) {
    const detail = `${path} is damaged: ${percent(damagedPacketCount)} of its picture cannot be decoded in what is used of it, so cues there may be wrong. Copy or export it again.`;
    warnings.push({ code: 'media-damaged', atSeconds, detail });
  }
  if (leftOutCount > MOST_LEFT_OUT_SHARE * packetCount) {
    const detail = `${path} has frames out of order: ${percent(leftOutCount)} of those in what is used of it were left out. Convert it to MP4 (H.264) to see them all.`;
    warnings.push({ code: 'frames-left-out', atSeconds, detail });
  }
  return warnings;
}

export function transitionsWarning(count: number): ScoreWarning {
  const what = count === 1 ? 'One transition' : `${count} transitions`;
  const detail = `${what} could not be read: dissolves in this range count as cuts.`;
  return { code: 'transitions-unknown', detail };
}

/** Equal warnings once, at their first place; of one kind at most a dozen, and then how many more. */
export function gatherWarnings(warnings: readonly ScoreWarning[]): ScoreWarning[] {
  const byDetail = new Map<string, ScoreWarning>();
  for (const warning of warnings) {
    const key = `${warning.code} ${warning.detail}`;
    if (!byDetail.has(key)) byDetail.set(key, warning);
  }
  const counts = new Map<string, number>();
  const kept: ScoreWarning[] = [];
  for (const warning of byDetail.values()) {
    const count = (counts.get(warning.code) ?? 0) + 1;
    counts.set(warning.code, count);
    if (count <= MOST_OF_A_KIND) kept.push(warning);
  }
  for (const [code, count] of counts) {
    const more = count - MOST_OF_A_KIND;
    if (more > 0) kept.push({ code, detail: `${more} more clips have the same problem.` });
  }
  return kept;
}
