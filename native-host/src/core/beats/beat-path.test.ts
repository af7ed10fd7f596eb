import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findBeatPath, type BeatEvidence, type PathBeat } from './beat-path.js';

type Chain = { frame: number; place: number; beatsPerBar: number }[];

/** Log probability of one chain, straight from the definition in beat-path.ts. */
function chainValue(evidence: BeatEvidence, chain: Chain): number {
  const { beatLog, restSums, downbeatLog, upbeatLog } = evidence;
  const rest = (from: number, to: number) => restSums[to]! - restSums[from]!;
  let value = rest(0, chain[0]!.frame) - (chain[0]!.beatsPerBar === 3 ? 3 : 0);
  let lastInterval: number | undefined;
  chain.forEach(({ frame, place, beatsPerBar }, index) => {
    value += beatLog[frame]! + (place === 0 ? downbeatLog[frame]! : upbeatLog[frame]!);
    const before = chain[index - 1];
    if (before === undefined) return;
    const interval = frame - before.frame;
    value += rest(before.frame + 1, frame) + 0.08 * interval;
    if (lastInterval !== undefined) value -= Math.abs(lastInterval - interval);
    if (place === 0 && before.place !== beatsPerBar - 1) value -= 6;
    lastInterval = interval;
  });
  return value + rest(chain.at(-1)!.frame + 1, beatLog.length);
}

/** Every chain there is: the slow truth. */
function allChains(frames: number, shortest: number, longest: number): Chain[] {
  const chains: Chain[] = [];
  const extend = (chain: Chain) => {
    chains.push(chain);
    const { frame, place, beatsPerBar } = chain.at(-1)!;
    for (let interval = shortest; interval <= longest && frame + interval < frames; interval += 1) {
      const next = new Set([0, place + 1 < beatsPerBar ? place + 1 : 0]);
      for (const to of next) extend([...chain, { frame: frame + interval, place: to, beatsPerBar }]);
    }
  };
  for (const beatsPerBar of [4, 3]) {
    for (let frame = 0; frame < frames; frame += 1) {
      for (let place = 0; place < beatsPerBar; place += 1) extend([{ frame, place, beatsPerBar }]);
    }
  }
  return chains;
}

const keyOf = (path: readonly PathBeat[]) =>
  path
    .map(({ frame, isDownbeat, beatsPerBar }) => `${frame}${isDownbeat ? '!' : ''}/${beatsPerBar}`)
    .join(' ');

function evidenceOf(beats: readonly number[], downbeats: readonly number[]): BeatEvidence {
  const restSums = Float64Array.from([0, ...beats]);
  beats.forEach((chance, frame) => (restSums[frame + 1] = restSums[frame]! + Math.log(1 - chance)));
  return {
    beatLog: Float64Array.from(beats, Math.log),
    restSums,
    downbeatLog: Float64Array.from(downbeats, Math.log),
    upbeatLog: Float64Array.from(downbeats, (chance) => Math.log(1 - chance)),
  };
}

const FRAMES = 14;
const chances = fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), {
  minLength: FRAMES,
  maxLength: FRAMES,
});

describe('beat path', () => {
  test('is the best of all chains there are', () => {
    const chains = allChains(FRAMES, 3, 5);
    fc.assert(
      fc.property(chances, chances, (beats, downbeats) => {
        const evidence = evidenceOf(beats, downbeats);
        const found = keyOf(findBeatPath(evidence, 3, 5));
        let [best, foundValue] = [-Infinity, -Infinity];
        for (const chain of chains) {
          const value = chainValue(evidence, chain);
          best = Math.max(best, value);
          const path = chain.map((beat) => ({ ...beat, isDownbeat: beat.place === 0 }));
          if (keyOf(path) === found) foundValue = Math.max(foundValue, value);
        }
        expect(foundValue).toBeCloseTo(best, 9);
      }),
      { numRuns: 25, seed: 11 },
    );
  });

  test('begins and ends with the music', () => {
    const heard = new Set([40, 50, 60, 70, 80, 90, 100]);
    const beats = Array.from({ length: 200 }, (_, frame) => (heard.has(frame) ? 0.9 : 0.005));
    const downbeats = beats.map((_, frame) => (frame === 50 || frame === 90 ? 0.9 : 0.1));
    const path = findBeatPath(evidenceOf(beats, downbeats), 8, 40);
    expect(path.map(({ frame }) => frame)).toEqual([...heard]);
    expect(path.filter(({ isDownbeat }) => isDownbeat).map(({ frame }) => frame)).toEqual([50, 90]);
  });
});
