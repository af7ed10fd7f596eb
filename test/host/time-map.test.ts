// Sound moved in time by the real stretching library in the real worker thread, and heard again by the real beat tracker.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBundle } from '../../native-host/src/bundle/load-bundle.js';
import { Compute } from '../../native-host/src/compute/compute.js';
import { misplacementMs } from '../../native-host/src/core/audio/time-map.js';
import type { StereoSignal as Stereo } from '../../native-host/src/core/audio/signal.js';
import type { Plan } from '../../native-host/src/core/plan/plan.js';
import { framesOfSound, trackBeats } from '../../native-host/src/listen-to-music.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import type { EngineJob } from '../../native-host/src/onnx/engine-job.js';
import { placeBeats } from '../../native-host/src/place-beats.js';
import type { Ports, Scratch } from '../../native-host/src/ports.js';
import { readWholeSound, writeWholeSound } from '../../native-host/src/sound/whole-sound.js';
import type { Sound } from '../../native-host/src/sound/sound.js';
import { ROOT } from '../process/command-line.js';

const RATE_HZ = 48_000;
const SECONDS = 24;
const { signal } = new AbortController();
const run = { signal, report: () => undefined };
const PLANNED = Array.from({ length: 47 }, (_, i) => 0.5 + i / 2);
/** As much as a model may wander in a piece: up to 60 ms, slowly. */
const drift = (seconds: number) => 0.06 * Math.sin((2 * Math.PI * seconds) / SECONDS);

let engine: Engine;
let compute: Compute;
let ports: Pick<Ports, 'model' | 'compute'> & { scratch: Scratch };
let folder = '';
let files = 0;
const onDisk = (sides: Stereo): Sound => writeWholeSound(path.join(folder, `sound-${(files += 1)}`), sides);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-time-map-'));
  const bundle = await loadBundle('small', path.join(ROOT, 'models/bundles'));
  engine = new Engine(bundle, 1);
  compute = new Compute();
  const job = engine.openJob();
  const model = { trackBeats: (...args: Parameters<EngineJob['trackBeats']>) => job.trackBeats(...args) };
  const scratch = (name: string) => path.join(folder, name);
  ports = { compute, scratch, model: model as Ports['model'] };
});
afterAll(() => {
  engine.dispose();
  compute.dispose();
  return rm(folder, { recursive: true });
});

/** A drum on each beat, lower on each first one, over a held chord: [left, right] with the right side softer. */
function play(beatsSeconds: readonly number[]): Stereo {
  const left = new Float32Array(SECONDS * RATE_HZ);
  for (let i = 0; i < left.length; i += 1)
    for (const hz of [220, 277, 330]) left[i]! += 0.02 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
  beatsSeconds.forEach((seconds, beat) => {
    const start = Math.round(seconds * RATE_HZ);
    const hz = beat % 4 === 0 ? 80 : 180;
    for (let i = 0; i < 9600 && start + i < left.length; i += 1) {
      left[start + i]! += 0.7 * Math.exp(-i / 2000) * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
      left[start + i]! += 0.2 * Math.exp(-i / 300) * Math.sin(i * i);
    }
  });
  return [left, left.map((value) => value / 2)];
}

const planWith = (beats: number[]) =>
  ({
    beats: Float64Array.from(beats),
    steps: { count: beats.length, timesSeconds: Float64Array.from(beats) },
    endingStep: beats.length - 1,
    tempoMap: [{ timeSeconds: 0, bpm: 120 }],
  }) as unknown as Plan;

/** Where the strongest rise near a time stands, seconds. */
function attackNear([left]: Stereo, seconds: number): number {
  const from = Math.max(0, Math.round((seconds - 0.1) * RATE_HZ));
  const near = left.subarray(from, from + Math.round(0.2 * RATE_HZ));
  const peak = near.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (from + near.findIndex((value) => Math.abs(value) > peak / 2)) / RATE_HZ;
}
const worstMs = (sound: Stereo, beats: readonly number[], wished: readonly number[]) =>
  1000 * Math.max(...beats.map((beat, i) => Math.abs(attackNear(sound, beat) - wished[i]!)));

describe('stretching along a map', () => {
  test('puts clicks where the map says within 1.5 ms, on both sides, and keeps the length to the sample', async () => {
    const clicks = PLANNED.map((beat) => beat + drift(beat));
    const channels = [new Float32Array(SECONDS * RATE_HZ), new Float32Array(SECONDS * RATE_HZ)] as Stereo;
    for (const seconds of clicks)
      for (let i = 0; i < 1000; i += 1)
        for (const [c, side] of channels.entries())
          side[Math.round(seconds * RATE_HZ) + i]! += ((c + 1) / 3) * Math.exp(-i / 200) * Math.cos(i / 8);
    const heard = { beatsSeconds: clicks, confidences: clicks.map(() => 1) };
    const asked = { plannedSeconds: PLANNED, heard, samples: channels[0].length, sampleRateHz: RATE_HZ };
    const { map } = await compute.run('time-map', asked, signal);
    expect(map).not.toBeNull();
    const job = { sound: onDisk(channels), map: map!, path: path.join(folder, 'moved') };
    const moved = readWholeSound(await compute.run('stretch', job, signal));
    expect(moved.map((side) => side.length)).toEqual(channels.map((side) => side.length));
    const inner = PLANNED.slice(1, -1);
    expect(worstMs(channels, inner, inner)).toBeGreaterThan(50);
    expect(worstMs(moved, inner, inner)).toBeLessThan(1.5);
    const swapped: Stereo = [moved[1], moved[0]];
    expect(worstMs(swapped, inner, inner)).toBeLessThan(1.5);
    const peakOf = (side: Float32Array) => side.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peakOf(moved[1]) / peakOf(moved[0])).toBeCloseTo(2, 1);
  });

  test('keeps the pitch', async () => {
    const tone = Float32Array.from(
      { length: 4 * RATE_HZ },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ),
    );
    // 3 % faster all along, but for the ends.
    const shifts = Float64Array.from({ length: 401 }, (_, i) => 480 * 0.03 * Math.min(i, 200));
    const map = { everySamples: 480, shifts };
    const job = { sound: onDisk([tone, tone]), map, path: path.join(folder, 'moved') };
    const [moved] = readWholeSound(await compute.run('stretch', job, signal));
    const middle = moved.subarray(RATE_HZ / 2, RATE_HZ / 2 + RATE_HZ);
    const crossings = middle.filter((value, i) => i > 0 && middle[i - 1]! < 0 && value >= 0).length;
    expect(Math.abs(crossings - 440)).toBeLessThanOrEqual(2); // resampled it would be 453
  });
});

describe('placeBeats', () => {
  test('brings drifting beats to their planned places, as the tracker hears it and as the samples show it', async () => {
    const sound = play(PLANNED.map((beat) => beat + drift(beat)));
    const mix = onDisk(sound);
    const moved = await placeBeats({ mix, startSeconds: 0 }, planWith(PLANNED), ports, run);
    const listen = (heard: Sound) =>
      trackBeats(framesOfSound(heard, ports, signal), [120, 120], ports, signal);
    const before = misplacementMs(PLANNED, await listen(mix));
    const after = misplacementMs(PLANNED, await listen(moved));
    const placed = readWholeSound(moved);
    expect(before).toBeGreaterThan(30);
    expect(after).toBeLessThan(before / 3);
    const inner = PLANNED.slice(2, -2);
    expect(worstMs(placed, inner, inner)).toBeLessThan(15);
    expect(placed[0].length).toBe(sound[0].length);
  });

  test('hands over the very same samples where beats stand right, and where the beats of the plan are not heard', async () => {
    const right = onDisk(play(PLANNED));
    expect(await placeBeats({ mix: right, startSeconds: 0 }, planWith(PLANNED), ports, run)).toBe(right);
    const silent = onDisk([new Float32Array(RATE_HZ * 10), new Float32Array(RATE_HZ * 10)]);
    expect(await placeBeats({ mix: silent, startSeconds: 0 }, planWith(PLANNED), ports, run)).toBe(silent);
  });

  test('counts the beats of a part from where the part begins', async () => {
    const late = play(PLANNED.map((beat) => beat + 0.04));
    const plan = planWith(PLANNED.map((beat) => beat + 100));
    const placed = readWholeSound(
      await placeBeats({ mix: onDisk(late), startSeconds: 100 }, plan, ports, run),
    );
    const inner = PLANNED.slice(4, -4);
    expect(worstMs(late, inner, inner)).toBeGreaterThan(30);
    expect(worstMs(placed, inner, inner)).toBeLessThan(15);
  });
});
