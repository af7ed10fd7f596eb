// Whether the sequences of a snapshot can be flattened: the root is there, nothing contains itself, nothing is nested too deep.
import type { TimelineSnapshot } from '@framescore/contract';

/** Deeper nests than any editor builds; the guard keeps recursion bounded. */
export const DEEPEST_NESTING = 32;

export type NestingFault = { kind: 'no-root' | 'cycle' | 'too-deep'; names: string[] };

/** Null for a sound snapshot; else what is wrong, with the names of the sequences from the root down. */
export function findNestingFault(snapshot: TimelineSnapshot): NestingFault | null {
  const byGuid = new Map(snapshot.sequences.map((sequence) => [sequence.guid, sequence]));
  if (!byGuid.has(snapshot.rootGuid)) return { kind: 'no-root', names: [] };
  const depths = new Map<string, number>();
  const path: string[] = [];
  const namesTo = (guid: string) => [...path, guid].map((each) => byGuid.get(each)?.name ?? each);
  /** Nests below and with this sequence, or the fault. */
  const measure = (guid: string): number | NestingFault => {
    const known = depths.get(guid);
    if (known !== undefined) return known;
    if (path.includes(guid)) return { kind: 'cycle', names: namesTo(guid) };
    if (path.length >= DEEPEST_NESTING) return { kind: 'too-deep', names: namesTo(guid) };
    path.push(guid);
    let deepest = 0;
    for (const nested of nestedGuids(byGuid.get(guid))) {
      if (!byGuid.has(nested)) continue;
      const below = measure(nested);
      if (typeof below !== 'number') return below;
      deepest = Math.max(deepest, below);
    }
    path.pop();
    depths.set(guid, deepest + 1);
    return deepest + 1;
  };
  const depth = measure(snapshot.rootGuid);
  if (typeof depth !== 'number') return depth;
  return depth > DEEPEST_NESTING ? { kind: 'too-deep', names: namesTo(snapshot.rootGuid) } : null;
}

function nestedGuids(sequence: TimelineSnapshot['sequences'][number] | undefined): Set<string> {
  const clips = sequence?.videoTracks.flatMap((track) => track.clips) ?? [];
  return new Set(clips.flatMap(({ sequenceGuid }) => (sequenceGuid === null ? [] : [sequenceGuid])));
}
