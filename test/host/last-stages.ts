// Runs the last stages on music of a length that is given in seconds, as the host would, and prints the most memory it had, in megabytes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Compute } from '../../native-host/dist/compute/compute.js';
import { framesOfSound } from '../../native-host/dist/listen-to-music.js';
import { writeWav } from '../../native-host/dist/media/write-wav.js';
import { SoundFile } from '../../native-host/dist/sound/sound-file.js';

const seconds = Number(process.argv[2]);
const folder = await mkdtemp(path.join(tmpdir(), 'framescore-flat-'));
const { signal } = new AbortController();
const compute = new Compute();
try {
  const file = SoundFile.create(path.join(folder, 'mix'));
  const block = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 40) + (i < 400 ? 0.6 : 0));
  for (let second = 0; second < seconds; second += 1) file.append([block, block]);
  file.close();
  const job = { mix: file.sound(), stems: [], durationSeconds: seconds };
  const { mix } = await compute.run(
    'master',
    { ...job, envelopePath: path.join(folder, 'envelope') },
    signal,
  );
  const next = framesOfSound(mix, { compute }, signal);
  while ((await next(3000)).length > 0) continue;
  const run = { signal, report: () => undefined };
  await writeWav({ path: path.join(folder, 'a.wav'), sampleRateHz: 48_000, sound: mix, cues: [] }, run);
  process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
} finally {
  compute.dispose();
  await rm(folder, { recursive: true });
}
