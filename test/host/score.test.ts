// A whole score on real parts: real decoding, the debug bundle, real files; read back by a library that did not write them.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import wavefile from 'wavefile';
import { scoreResult, type ScoreResult } from '@framescore/contract';
import { ROOT, runCommandLine } from '../process/command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const RANGE_SECONDS = 5.4;
const ARGS = [
  'score',
  CLIP,
  '--model',
  'debug-score',
  '--range',
  `2-${2 + RANGE_SECONDS}`,
  '--style',
  'house',
  '--tempo',
  '120',
];

let work = '';
let out = '';
let result: ScoreResult;

async function score(name: string, ...more: string[]): Promise<string> {
  const directory = path.join(work, name);
  const finished = await runCommandLine([...ARGS, '--out', directory, ...more]);
  expect(finished).toMatchObject({ exitCode: 0, stderr: '', orphans: [] });
  return directory;
}

async function readWav(file: string) {
  const wav = new wavefile.WaveFile(await readFile(file));
  const whole = wav.getSamples(false, Float64Array) as unknown as Float64Array[];
  return { wav, channels: whole.map((channel) => channel.map((sample) => sample / 2 ** 23)) };
}

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-score-'));
  out = await score('first', '--seed', '7', '--stems', '--midi');
  result = scoreResult.parse(JSON.parse(await readFile(path.join(out, 'score.json'), 'utf8')));
});
afterAll(async () => rm(work, { recursive: true, force: true }));

describe('score.wav', () => {
  test('is 48 kHz stereo of 24 bits and exactly as long as the range', async () => {
    const raw = new wavefile.WaveFile(await readFile(path.join(out, 'score.wav')));
    expect(raw.fmt).toMatchObject({ sampleRate: 48_000, numChannels: 2, bitsPerSample: 24 });
    const { channels } = await readWav(path.join(out, 'score.wav'));
    expect(channels.map((channel) => channel.length)).toEqual(
      Array(2).fill(Math.round(RANGE_SECONDS * 48_000)),
    );
  });

  test('is heard, does not clip, and neither begins nor ends with a click', async () => {
    const { channels } = await readWav(path.join(out, 'score.wav'));
    for (const channel of channels) {
      const peak = channel.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(peak).toBeGreaterThan(0.05);
      expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20)); // sample peak cannot exceed the true peak of -1 dBTP
      expect(Math.abs(channel.at(-1)!)).toBeLessThan(2 ** -20);
      expect(Math.abs(channel[0]!)).toBeLessThan(0.01);
    }
  });

  test('has a cue point on every detected beat', async () => {
    const { wav } = await readWav(path.join(out, 'score.wav'));
    const positions = wav.listCuePoints().map((cue) => (cue as { position: number }).position / 1000);
    expect(positions).toHaveLength(result.beats.length);
    for (const [i, seconds] of positions.entries())
      expect(Math.abs(seconds - result.beats[i]!)).toBeLessThan(0.001);
  });
});

describe('score.json', () => {
  test('states the request with its defaults, the bundle with its hash, and loudness inside the target', () => {
    expect(result.request.controls).toMatchObject({
      style: 'house',
      tempoBpm: [120, 120],
      seed: 7,
      sync: 80,
      intensity: 50,
    });
    expect(result.bundle).toMatchObject({
      id: 'debug-score',
      family: 'score',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(Math.abs(result.audio.loudnessLufs + 16)).toBeLessThanOrEqual(0.5);
    expect(result.audio.truePeakDbtp).toBeLessThanOrEqual(-1);
    expect(Math.abs(result.plannedTempoBpm / 120 - 1)).toBeLessThan(0.005);
  });

  test('reports each cut of the range once, with its distance to the nearest beat', async () => {
    const list = JSON.parse(await readFile(CLIP.replace('.mp4', '.cuts.json'), 'utf8')) as {
      cuts: { seconds: number }[];
    };
    const inside = list.cuts
      .map((cut) => cut.seconds - 2)
      .filter((time) => time > 0.3 && time < RANGE_SECONDS - 0.3);
    const cuts = result.cues.filter((cue) => cue.kind === 'cut');
    for (const time of inside)
      expect(cuts.some((cue) => Math.abs(cue.timeSeconds - time) < 0.021)).toBe(true);
    for (const cue of cuts) {
      const nearest = Math.min(...result.beats.map((beat) => Math.abs(beat - cue.timeSeconds)));
      if (result.beats.length > 0) expect(Math.abs(cue.distanceMs!)).toBeCloseTo(nearest * 1000, 0);
    }
  });

  test('times every stage and holds a token matrix of the bundle', () => {
    for (const stage of ['frames', 'plan', 'audio', 'beats', 'total'])
      expect(result.timings[stage]).toBeGreaterThanOrEqual(0);
    expect(new Set(result.tokens.map((step) => step.length))).toEqual(new Set([12]));
  });
});

describe('what was asked besides', () => {
  test('stems are as long as the mix and add up to it', async () => {
    expect(result.audio.stems.length).toBeGreaterThan(2);
    const mix = (await readWav(path.join(out, 'score.wav'))).channels[0]!;
    const sum = new Float64Array(mix.length);
    for (const name of result.audio.stems) {
      const { channels } = await readWav(path.join(out, name));
      expect(channels[0]!.length).toBe(mix.length);
      for (let n = 0; n < sum.length; n += 1) sum[n]! += channels[0]![n]!;
    }
    const correlation = dot(mix, sum) / Math.sqrt(dot(mix, mix) * dot(sum, sum));
    expect(correlation).toBeGreaterThan(0.98); // the mix also passes effects of the whole
  });

  test('the MIDI file begins as a Standard MIDI File with a track for each part', async () => {
    const bytes = await readFile(path.join(out, 'score.mid'));
    expect(bytes.subarray(0, 4).toString()).toBe('MThd');
    expect(bytes.readUInt16BE(10)).toBeGreaterThan(2);
  });

  test('nothing else is written', async () => {
    const expected = ['score.json', 'score.mid', 'score.wav', ...result.audio.stems].sort();
    expect((await readdir(out)).sort()).toEqual(expected);
  });
});

describe('the seed', () => {
  test('gives the same bytes again, and other music when it changes', async () => {
    const again = await score('again', '--seed', '7', '--stems', '--midi');
    const other = await score('other', '--seed', '8', '--stems', '--midi');
    const wav = (directory: string) => readFile(path.join(directory, 'score.wav'));
    expect((await wav(again)).equals(await wav(out))).toBe(true);
    expect((await wav(other)).equals(await wav(out))).toBe(false);
  });
});

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n += 1) sum += a[n]! * b[n]!;
  return sum;
}
