import { describe, expect, test } from '@jest/globals';
import type { Cue } from './cue.js';
import { mergeCues } from './merge-cues.js';

const cue = (kind: Cue['kind'], timeSeconds: number, weight: number): Cue => ({ kind, timeSeconds, weight });

describe('mergeCues', () => {
  test('keeps the time of the clip cut and the greater weight where the picture shows the same cut a frame later', () => {
    expect(mergeCues([cue('clip-cut', 4, 0.6)], [cue('cut', 4.04, 0.9)], 25)).toEqual([
      cue('clip-cut', 4, 0.9),
    ]);
  });

  test('keeps both where they are two frames apart, in time order', () => {
    const merged = mergeCues(
      [cue('clip-cut', 4, 0.6)],
      [cue('cut', 3.92, 0.9), cue('motion-peak', 1, 0.2)],
      25,
    );
    expect(merged.map(({ timeSeconds }) => timeSeconds)).toEqual([1, 3.92, 4]);
  });

  test('lets a marker of the user win over all', () => {
    const merged = mergeCues(
      [cue('clip-cut', 2, 0.8), cue('user-marker', 2.02, 1)],
      [cue('cut', 2, 0.7)],
      25,
    );
    expect(merged).toEqual([cue('user-marker', 2.02, 1)]);
  });

  test('of nothing is nothing', () => {
    expect(mergeCues([], [], 25)).toEqual([]);
  });
});
