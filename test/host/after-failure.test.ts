// After any failure the next score is that of a fresh host: each stage fails in each way in one host, and what follows is compared.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ScoreError, type Run, type ScoreRequest, type Stage } from '@framescore/contract';
import { createAdapters, type JobPorts } from '../../native-host/src/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/src/bundle/load-bundle.js';
import { composeTakes } from '../../native-host/src/compose-score.js';
import type { FrameRequest } from '../../native-host/src/media/media-protocol.js';
import { ModelLoans } from '../../native-host/src/model-loans.js';
import { ROOT } from '../process/command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
/** What fails is longer than what follows and shows something else, so that anything left of it is heard. */
const FAILING_RANGE: [number, number] = [4, 7];
const NEXT_RANGE: [number, number] = [0, 1.5];

type Change = (ports: JobPorts) => JobPorts;
type Made = { tokens: number[][]; scores: unknown; wav: string };

let work = '';
let folderCount = 0;
let loans: ModelLoans<JobPorts>;
const fresh = new Map<string, Made>();

const openLoans = () =>
  new ModelLoans<JobPorts>(
    async (id) => createAdapters(await loadBundle(id, bundlesDirectory({})), {}),
    60_000,
  );

function requestOf(mediaPath: string, rangeSeconds: [number, number]): ScoreRequest {
  folderCount += 1;
  return {
    mediaPath,
    rangeSeconds,
    controls: { style: 'auto', intensity: 50, sync: 80, seed: 7 },
    outputs: { directory: path.join(work, `${folderCount}`), stems: false, midi: false, preview: false },
  };
}

async function score(lender: ModelLoans<JobPorts>, modelId: string): Promise<Made> {
  const request = requestOf(CLIP, NEXT_RANGE);
  const run = { signal: new AbortController().signal, report: () => undefined };
  const [take] = await lender.lend(modelId, (ports) => composeTakes(request, 1, ports, run));
  const { tokens, styleScores, audio } = take!.result;
  const bytes = await readFile(path.join(request.outputs.directory, audio.path));
  return { tokens, scores: styleScores, wav: createHash('sha256').update(bytes).digest('hex') };
}

type Failing = {
  modelId: string;
  media?: string;
  change?: Change;
  report?: Run['report'];
  signal?: AbortSignal;
};

/** What the failing score ended with; it may have got to its end before the fault reached it. */
async function fail({ modelId, media = CLIP, change = (ports) => ports, ...run }: Failing): Promise<string> {
  const { signal = new AbortController().signal, report = () => undefined } = run;
  const request = requestOf(media, FAILING_RANGE);
  return loans
    .lend(modelId, (ports) => composeTakes(request, 1, change(ports), { signal, report }))
    .then(
      () => 'done',
      (error: unknown) => (error instanceof ScoreError ? error.code : String(error)),
    );
}

async function expectFreshNext(modelId: string): Promise<void> {
  expect(await score(loans, modelId)).toEqual(fresh.get(modelId));
}

function killChild(entry: string): boolean {
  const rows = execFileSync('ps', ['-o', 'pid=,ppid=,args=', '-A']).toString().split('\n');
  const row = rows.find(
    (text) => Number(text.trim().split(/\s+/)[1]) === process.pid && text.includes(entry),
  );
  if (row) process.kill(Number(row.trim().split(/\s+/)[0]), 'SIGKILL');
  return row !== undefined;
}

/** Does something once, when a stage has begun and got a little further. */
function onceIn(stage: Stage, act: () => boolean): Run['report'] {
  let reports = 0;
  let isDone = false;
  return (progress) => {
    if (progress.stage !== stage || isDone) return;
    reports += 1;
    if (reports > 3 || progress.fraction === 1 || stage === 'plan') isDone = act();
  };
}

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-after-'));
  for (const modelId of ['debug-score', 'debug-rvq']) {
    const lender = openLoans();
    fresh.set(modelId, await score(lender, modelId));
    lender.putAway();
  }
  loans = openLoans();
});
afterAll(async () => {
  loans.putAway();
  await rm(work, { recursive: true, force: true });
});

const STAGES = ['frames', 'plan', 'tokens', 'audio', 'beats', 'write'] as const;
const fault = () => new ScoreError('media-unreadable', 'The source failed.');

async function* failingAfter<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let seen = 0;
  for await (const item of items) {
    if (seen === count) throw fault();
    seen += 1;
    yield item;
  }
}

/** The real parts, one of which fails in the middle of its work with an error after which the engine is kept. */
const FAULTS: Record<string, Change> = {
  probe: (ports) => ({
    ...ports,
    media: { ...ports.media, probeMedia: () => Promise.reject(fault()) },
  }),
  frames(ports) {
    const readFrames = (request: FrameRequest, run: Run) => {
      const frames = ports.media.readFrames(request, run);
      const failing = failingAfter(frames, 40);
      return { [Symbol.asyncIterator]: () => failing, summary: () => frames.summary() };
    };
    return { ...ports, media: { ...ports.media, readFrames: readFrames as typeof ports.media.readFrames } };
  },
  plan: (ports) => ({ ...ports, compute: { run: () => Promise.reject(fault()) } }),
  tokens: (ports) => ({
    ...ports,
    model: {
      ...ports.model,
      runTokens: (request, signal) => failingAfter(ports.model.runTokens(request, signal), 9),
    },
  }),
  beats: (ports) => ({
    ...ports,
    model: { ...ports.model, trackBeats: () => Promise.reject(fault()) },
  }),
  write: (ports) => ({
    ...ports,
    writer: {
      ...ports.writer,
      writeWav: () => Promise.reject(new ScoreError('no-space', 'The disk is full.')),
    },
  }),
};

describe('the next score is token for token and sample for sample that of a fresh host', () => {
  test.each(Object.keys(FAULTS))('after an error in "%s"', async (stage) => {
    const code = await fail({ modelId: 'debug-score', change: FAULTS[stage]! });
    expect(code).toBe(stage === 'write' ? 'no-space' : 'media-unreadable');
    await expectFreshNext('debug-score');
  });

  // Both end the engine, so that one look at what follows tells of both.
  test.each(STAGES)('after a cancel, and after the engine was killed, in "%s"', async (stage) => {
    const controller = new AbortController();
    const cancel = onceIn(stage, () => {
      controller.abort();
      return true;
    });
    expect(await fail({ modelId: 'debug-score', report: cancel, signal: controller.signal })).toBe(
      'cancelled',
    );
    const kill = onceIn(stage, () => killChild('engine-child'));
    expect(await fail({ modelId: 'debug-score', report: kill })).toMatch(/^(engine-died|done)$/);
    await expectFreshNext('debug-score');
  });

  test('after the decoder was killed', async () => {
    const report = onceIn('frames', () => killChild('media-child'));
    expect(await fail({ modelId: 'debug-score', report })).toBe('media-unreadable');
    await expectFreshNext('debug-score');
  });

  test('after the source was cut off while it was read', async () => {
    const media = path.join(work, 'changing.mp4');
    await copyFile(CLIP, media);
    const report = onceIn('frames', () => {
      void truncate(media, 40_000);
      return true;
    });
    expect(await fail({ modelId: 'debug-score', media, report })).toMatch(/^(media-.*|done)$/);
    await expectFreshNext('debug-score');
  });

  test('after a bundle of another family, and after that one failed', async () => {
    await expectFreshNext('debug-rvq');
    await expectFreshNext('debug-score');
    expect(await fail({ modelId: 'debug-rvq', change: FAULTS['frames']! })).toBe('media-unreadable');
    await expectFreshNext('debug-rvq');
    const report = onceIn('audio', () => killChild('engine-child'));
    expect(await fail({ modelId: 'debug-rvq', report })).toMatch(/^(engine-died|done)$/);
    await expectFreshNext('debug-rvq');
    await expectFreshNext('debug-score');
  });
});
