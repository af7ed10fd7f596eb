// Files that must be read whole, because their clock may start anew inside, are read so once for all processes that follow.
import { mkdtemp, copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { learnScans, scansOf } from '../../native-host/src/media/known-scans.js';
import { BACKENDS, fixture, quietRun, readRange } from './media-samples.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-once-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each(BACKENDS)('with %s', (name, media) => {
  test('what was found is kept here, and the next decoder goes by it', async () => {
    const file = path.join(folder, `${name}.ts`);
    await copyFile(fixture('begins-at-10-seconds.m2ts'), file);
    await readRange(media, file, 0.2, 0.4);
    const [found, ...others] = scansOf([file]);
    expect([found!.scan!.isWhole, others]).toEqual([true, []]);
    // A finding that no reading would give shows that there was none.
    const scan = { ...found!.scan!, lastSeconds: 99, restartCount: 1 };
    learnScans([{ ...found!, scan }]);
    expect((await media.probeMedia(file, quietRun())).durationSeconds).toBeGreaterThan(80);
  });
});
