// New versions of a score on real parts: what a failure leaves, and which film the next version starts from.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ScoreError, scoreResult } from '@framescore/contract';
import { createAdapters, type Adapters, type JobPorts } from '../../native-host/src/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/src/bundle/load-bundle.js';
import { composeScore } from '../../native-host/src/compose-score.js';
import { regenerateRange } from '../../native-host/src/regenerate-range.js';
import { fixture, quietRun } from '../media/media-samples.js';

const FILM = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
const GRADED = fixture('anamorphic.mp4');
const SCORED = { style: 'auto', intensity: 50, sync: 80, seed: 7 } as const;

let work = '';
let adapters: Adapters;
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-versions-'));
  adapters = await createAdapters(await loadBundle('debug-score', bundlesDirectory({})), {});
});
afterAll(async () => {
  adapters.dispose();
  await rm(work, { recursive: true, force: true });
});

async function withPorts<T>(work: (ports: JobPorts) => Promise<T>): Promise<T> {
  const ports = adapters.openJob();
  try {
    return await work(ports);
  } finally {
    ports.close();
  }
}

/** The folder of a score of a film that lies beside it. */
async function score(name: string): Promise<string> {
  const shoot = path.join(work, name);
  await mkdir(shoot);
  await copyFile(FILM, path.join(shoot, 'film.mp4'));
  const outputs = { directory: path.join(shoot, 'out'), stems: false, midi: false, preview: false };
  const request = { mediaPath: path.join(shoot, 'film.mp4'), controls: SCORED, outputs };
  await withPorts((ports) => composeScore(request, ports, quietRun()));
  return outputs.directory;
}

const regenerate = (resultPath: string, change: (ports: JobPorts) => JobPorts, mediaPath?: string) =>
  withPorts((ports) => {
    const request = { resultPath, mediaPath, rangeSeconds: [0, 2] as const };
    return regenerateRange({ ...request, controls: { intensity: 60, seed: 9 } }, change(ports), quietRun());
  });
const asTheyAre = (ports: JobPorts) => ports;

test('a version that fails at its last look leaves nothing', async () => {
  const folder = await score('failing');
  const before = (await readdir(folder)).sort();
  const fails = (ports: JobPorts): JobPorts => ({
    ...ports,
    model: {
      ...ports.model,
      embedMusic: () => Promise.reject(new ScoreError('cancelled', 'The score was cancelled.')),
    },
  });
  await expect(regenerate(path.join(folder, 'score.json'), fails)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect((await readdir(folder)).sort()).toEqual(before);
});

test('a version made of another film knows that film again, wherever both are moved', async () => {
  const folder = await score('graded');
  const graded = path.join(folder, '..', 'graded.mp4');
  await copyFile(GRADED, graded);
  const second = await regenerate(path.join(folder, 'score.json'), asTheyAre, graded);
  const identity = await withPorts(({ media }) => media.identifyFile(graded));
  expect(second.result.source).toMatchObject({ ...identity, relativePath: '../graded.mp4' });
  expect(second.result.warnings).toContainEqual({
    code: 'media-changed',
    detail: expect.stringContaining('graded.mp4 is not the file that was scored'),
  });
  await rename(path.join(work, 'graded'), path.join(work, 'moved'));
  const moved = path.join(work, 'moved/out', second.resultName);
  const third = await regenerate(moved, asTheyAre);
  expect(third.resultName).toBe('score.v3.json');
  const written = scoreResult.parse(
    JSON.parse(await readFile(path.join(work, 'moved/out/score.v3.json'), 'utf8')),
  );
  expect(written.source).toMatchObject({ ...identity, absolutePath: path.join(work, 'moved/graded.mp4') });
});
