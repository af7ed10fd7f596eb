import { describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { checkNode, describeFindings, exitCodeOf, runChecks } from './doctor-command.js';
import { runProgram, type Commands, type ScoreOptions } from './program.js';
import { readFromStart } from '../core/timeline/film-timecode.js';
import { hintsOf } from './hints.js';
import { runCommandLine } from './run-command-line.js';
import { scoreRequestOf } from './score-command.js';

function recorded(): { commands: Commands; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve();
    };
  const commands: Commands = {
    score: note('score'),
    regenerate: note('regenerate'),
    beats: note('beats'),
    doctor: note('doctor'),
    listModels: note('list'),
    verifyModels: note('verify'),
    serve: note('serve'),
    pair: note('pair'),
    service: note('service'),
  };
  return { commands, calls };
}

describe('runProgram', () => {
  test('reads every option of score', async () => {
    const { commands, calls } = recorded();
    const args =
      'score a.mp4 --out o --range 1-5 --style lofi --tempo 70-80 --intensity 20 --sync 100 --seed 7 --variations 3 --stems --midi --preview --json';
    await runProgram(args.split(' '), '1.0.0', commands);
    expect(calls).toHaveLength(1);
    const expected = {
      out: 'o',
      range: '1-5',
      style: 'lofi',
      tempo: [70, 80],
      intensity: 20,
      sync: 100,
      seed: 7,
      variations: 3,
      stems: true,
      midi: true,
    };
    expect(calls[0]).toEqual(['score', 'a.mp4', expect.objectContaining(expected)]);
  });

  test('refuses more takes than there may be, and says how many', async () => {
    const nine = runProgram(['score', 'a.mp4', '--variations', '9'], '1.0.0', recorded().commands);
    await expect(nine).rejects.toMatchObject({
      code: 'usage-wrong',
      detail: expect.stringMatching(/1 to 8/),
    });
  });

  test('reads every option of regenerate', async () => {
    const { commands, calls } = recorded();
    await runProgram('regenerate s.json --range 2-4 --intensity 70 --seed 9'.split(' '), '1.0.0', commands);
    const expected = { range: '2-4', intensity: 70, seed: 9, json: false };
    expect(calls).toEqual([['regenerate', 's.json', expect.objectContaining(expected)]]);
  });

  test.each([
    [['score']],
    [['score', 'a.mp4', '--loud']],
    [['compose', 'a.mp4']],
    [['score', 'a', '--device', 'abacus']],
    [['regenerate', 'score.json']],
  ])('refuses %j as wrong usage and points to the help', async (args) => {
    const { commands, calls } = recorded();
    await expect(runProgram(args, '1.0.0', commands)).rejects.toMatchObject({
      code: 'usage-wrong',
      detail: expect.stringMatching(/--help/),
    });
    expect(calls).toHaveLength(0);
  });
});

describe('scoreRequestOf', () => {
  const options: ScoreOptions = {
    style: 'auto',
    intensity: 50,
    sync: 80,
    model: 'small',
    device: 'auto',
    variations: 1,
    preview: false,
    stems: false,
    midi: false,
    json: false,
  };
  const clock = (name: string) => () =>
    Promise.resolve({
      name,
      readers: [
        (text: string) =>
          readFromStart(text, {
            frameRate: { numerator: 25, denominator: 1 },
            startSeconds: 0,
            startTimecode: null,
          }),
      ],
      lengthSeconds: 60,
    });

  test('names the output folder after the clip and fills the defaults in', async () => {
    const request = await scoreRequestOf('/films/Cut 3.final.mp4', options, 42, clock('Cut 3.final'));
    expect(request.outputs.directory).toBe('Cut 3.final.score');
    expect(request.controls).toEqual({ style: 'auto', intensity: 50, sync: 80, seed: 42 });
    expect(request.rangeSeconds).toBeUndefined();
  });

  test('reads a range in frames with the frame rate of the media', async () => {
    const request = await scoreRequestOf(
      'a.mp4',
      { ...options, range: '00:00:01:05-00:00:02:00' },
      1,
      clock('a'),
    );
    expect(request.rangeSeconds).toEqual([1.2, 2]);
  });

  test.each([
    ['Trailer: cut 2/final', 'Trailer- cut 2-final.score'],
    ['..', 'sequence.score'],
    ['a\\b\u0007c', 'a-b-c.score'],
  ])('makes a folder name that every system takes of the sequence %j', async (name, directory) => {
    const request = await scoreRequestOf('t.json', options, 1, clock(name));
    expect(request.outputs.directory).toBe(directory);
  });
});

describe('runCommandLine', () => {
  function capture() {
    const text = { out: '', err: '' };
    const stream = (key: 'out' | 'err') => ({ write: (part: string) => ((text[key] += part), true) });
    return { text, streams: { stdout: stream('out'), stderr: stream('err') } as never };
  }

  test('gives 0 when the work is done', async () => {
    const { streams, text } = capture();
    expect(await runCommandLine(() => Promise.resolve(), streams, { json: false, debug: false })).toBe(0);
    expect(text).toEqual({ out: '', err: '' });
  });

  test('gives the exit code of the problem and one paragraph', async () => {
    const { streams, text } = capture();
    const fail = () => Promise.reject(new ScoreError('media-missing', 'There is no file x.mp4.'));
    expect(await runCommandLine(fail, streams, { json: false, debug: false })).toBe(3);
    expect(text.err).toBe('The media file was not found. There is no file x.mp4.\n');
  });

  test('says which option of the command helps, since what the panel is told as well names none', async () => {
    const { streams, text } = capture();
    const fail = () => Promise.reject(new ScoreError('media-missing', 'The film was not found.'));
    const options = { json: false, debug: false };
    await runCommandLine(fail, streams, { ...options, hints: hintsOf(['regenerate', 'score.json']) });
    await runCommandLine(fail, streams, { ...options, hints: hintsOf(['score', 'film.mp4']) });
    expect(text.err).toMatch(/^[^\n]*not found\. Name the film with --media FILE\.\n[^\n]*not found\.\n$/);
  });

  test('puts the problem on stdout as JSON for programs, and hides stacks unless asked', async () => {
    const { streams, text } = capture();
    expect(
      await runCommandLine(() => Promise.reject(new Error('boom')), streams, { json: true, debug: false }),
    ).toBe(5);
    expect(JSON.parse(text.out)).toMatchObject({ event: 'score-error', code: 'internal' });
    expect(text.err).not.toMatch(/at .*\.ts/);
  });
});

describe('doctor', () => {
  test('goes on after a failed check and takes its exit code', async () => {
    const findings = await runChecks([
      { name: 'good', run: () => Promise.resolve('fine') },
      { name: 'bad', run: () => Promise.reject(new ScoreError('model-missing', 'No model.')) },
      { name: 'also good', run: () => Promise.resolve('fine') },
    ]);
    expect(findings.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(exitCodeOf(findings)).toBe(4);
    expect(describeFindings(findings)).toMatch(/FAIL {2}bad +No model\.[\s\S]*1 of 3 checks failed/);
    expect(exitCodeOf(findings.filter(({ ok }) => ok))).toBe(0);
  });

  test('knows which Node is too old', () => {
    expect(checkNode('v20.19.0')).toBe('v20.19.0');
    expect(checkNode('v24.1.0')).toBe('v24.1.0');
    expect(() => checkNode('v20.18.3')).toThrow(/too old/);
    expect(() => checkNode('v18.20.0')).toThrow(/too old/);
  });
});
