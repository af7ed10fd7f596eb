import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeBeats } from './decode-beats.js';

const GOLDENS = new URL('../../../../test/goldens/beats/', import.meta.url);

/** Activations as the network is taught to give them: bumps of 18 ms around each beat. */
function bumps(
  beatsSeconds: readonly number[],
  downbeatsSeconds: readonly number[],
  frames: number,
): Float32Array {
  const activations = new Float32Array(2 * frames).fill(0.004);
  [beatsSeconds, downbeatsSeconds].forEach((times, column) => {
    for (const time of times) {
      for (let frame = Math.ceil(time * 50 - 3); frame <= time * 50 + 3; frame += 1) {
        if (frame < 0 || frame >= frames) continue;
        const bump = 0.97 * Math.exp(-0.5 * ((frame - time * 50) / 0.9) ** 2);
        activations[2 * frame + column] = Math.max(activations[2 * frame + column]!, bump);
      }
    }
  });
  return activations;
}

function grid(tempoBpm: number, firstSeconds: number, beatCount: number): number[] {
  return Array.from({ length: beatCount }, (_, index) => firstSeconds + (index * 60) / tempoBpm);
}

describe('decoding of beats', () => {
  test('finds even beats at any tempo to a millisecond, and their downbeats', () => {
    for (const tempoBpm of [55, 71.3, 97.6, 120, 128, 174.2]) {
      const beats = grid(tempoBpm, 0.413, 48);
      const downbeats = beats.filter((_, index) => index % 4 === 1);
      const found = decodeBeats(bumps(beats, downbeats, Math.ceil(50 * beats.at(-1)!) + 60));
      expect(found.beatsSeconds.length).toBe(48);
      found.beatsSeconds.forEach((time, index) => expect(Math.abs(time - beats[index]!)).toBeLessThan(0.001));
      expect(found.downbeatsSeconds).toEqual(found.beatsSeconds.filter((_, index) => index % 4 === 1));
      expect(found.tempoBpm).toBeCloseTo(tempoBpm, 1);
      expect(found.beatsPerBar).toBe(4);
    }
  });

  test('hears three in a bar', () => {
    const beats = grid(110, 0.2, 36);
    const found = decodeBeats(
      bumps(
        beats,
        beats.filter((_, index) => index % 3 === 0),
        1100,
      ),
    );
    expect(found.beatsPerBar).toBe(3);
    expect(found.downbeatsSeconds.length).toBe(12);
  });

  test('bridges beats that cannot be heard', () => {
    const beats = grid(96, 0.3, 40);
    const heard = beats.filter((_, index) => index < 16 || index >= 20);
    const found = decodeBeats(
      bumps(
        heard,
        beats.filter((_, index) => index % 4 === 0),
        1300,
      ),
    );
    expect(found.beatsSeconds.length).toBe(40);
    found.beatsSeconds.forEach((time, index) => expect(Math.abs(time - beats[index]!)).toBeLessThan(0.05));
  });

  test('follows a tempo that drifts by 4 %', () => {
    const beats: number[] = [0.5];
    for (let index = 0; index < 60; index += 1) {
      beats.push(beats.at(-1)! + 60 / (100 * (1 + 0.04 * Math.sin(index / 9))));
    }
    const found = decodeBeats(bumps(beats, [], Math.ceil(50 * beats.at(-1)!) + 50));
    expect(found.beatsSeconds.length).toBe(beats.length);
    found.beatsSeconds.forEach((time, index) => expect(Math.abs(time - beats[index]!)).toBeLessThan(0.002));
  });

  test('chooses the octave inside the range it is given', () => {
    const beats = grid(140, 0.2, 64);
    const unsure = bumps(beats, [], 1450);
    for (let frame = 0; frame < 1450; frame += 1) unsure[2 * frame] = 0.55 * unsure[2 * frame]!;
    expect(decodeBeats(unsure, { tempoRangeBpm: [60, 92] }).tempoBpm).toBeCloseTo(70, 0);
    expect(decodeBeats(unsure, { tempoRangeBpm: [100, 180] }).tempoBpm).toBeCloseTo(140, 0);
  });

  test('finds nothing in silence, in a single bump one beat, and no frames at all are no beats', () => {
    expect(decodeBeats(new Float32Array(600).fill(0.003)).beatsSeconds).toEqual([]);
    expect(decodeBeats(new Float32Array(0)).tempoBpm).toBe(0);
    const single = decodeBeats(bumps([2], [], 200));
    expect(single.beatsSeconds.length).toBe(1);
    expect(single.tempoBpm).toBe(0);
  });

  const goldens = readdirSync(GOLDENS).filter((name) => name.endsWith('.decoding.json'));

  test('has goldens to be held against', () => {
    expect(goldens.length).toBeGreaterThanOrEqual(3);
  });

  test.each(goldens)('decodes %s as Python does', (name) => {
    const golden = JSON.parse(readFileSync(new URL(name, GOLDENS), 'utf8')) as {
      activations: [number, number][];
      tempoRangeBpm: [number, number] | null;
      beatsSeconds: number[];
      downbeatsSeconds: number[];
      tempoBpm: number;
    };
    const options = golden.tempoRangeBpm ? { tempoRangeBpm: golden.tempoRangeBpm } : {};
    const found = decodeBeats(Float32Array.from(golden.activations.flat()), options);
    expect(found.beatsSeconds.length).toBe(golden.beatsSeconds.length);
    // Float32 activations against Python's float64 of the same decimals: microseconds.
    found.beatsSeconds.forEach((time, index) => expect(time).toBeCloseTo(golden.beatsSeconds[index]!, 4));
    found.downbeatsSeconds.forEach((time, index) =>
      expect(time).toBeCloseTo(golden.downbeatsSeconds[index]!, 4),
    );
    expect(found.downbeatsSeconds.length).toBe(golden.downbeatsSeconds.length);
    expect(found.tempoBpm).toBeCloseTo(golden.tempoBpm, 2);
  });
});
