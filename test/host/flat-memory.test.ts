// The last stages need no more memory for a long piece than for a short one.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { ROOT } from '../process/command-line.js';

const PROGRAM = path.join(ROOT, 'test/host/last-stages.ts');
/** Stereo floats of a second. One whole copy of the longer piece would be far more than what is allowed. */
const SECOND_MEGABYTES = (48_000 * 2 * 4) / 1e6;
const [SHORT_SECONDS, LONG_SECONDS] = [70, 280];

async function peakMegabytes(seconds: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    PROGRAM,
    String(seconds),
  ]);
  return Number(stdout);
}

test('mastering, listening and writing four times the music takes less than half a copy of it more', async () => {
  const short = await peakMegabytes(SHORT_SECONDS);
  const long = await peakMegabytes(LONG_SECONDS);
  expect(short).toBeGreaterThan(40); // it was measured
  expect(long - short).toBeLessThan(0.5 * (LONG_SECONDS - SHORT_SECONDS) * SECOND_MEGABYTES);
}, 120_000);
