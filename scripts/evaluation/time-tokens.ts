// How long the tokens of finished scores take alone: `tsx scripts/evaluation/time-tokens.ts BUNDLE SPEED.json SCORE.json...`. SPEED.json: for each
// score its length, and wall and processor seconds of writing its tokens once more. Other work on the machine spoils the first, hardly the second.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { scoreResult, type ScoreResult } from '@framescore/contract';
import { createAdapters } from '../../native-host/dist/adapters.js';
import { bundlesDirectory, loadBundle } from '../../native-host/dist/bundle/load-bundle.js';
import { planOfScore } from '../../native-host/dist/core/report/plan-of-score.js';
import { videoIndexOf } from '../../native-host/dist/play-takes.js';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

const [bundleId, speedPath, ...scorePaths] = process.argv.slice(2);
if (!bundleId || !speedPath)
  throw new Error('Usage: tsx scripts/evaluation/time-tokens.ts BUNDLE SPEED.json SCORE.json...');
const adapters = await createAdapters(await loadBundle(bundleId, bundlesDirectory(process.env)), process.env);
const ports = adapters.openJob();
const { model, family } = ports;
const { signal } = new AbortController();
const timed = [];
for (const scorePath of scorePaths)
  timed.push(await timeTokens(scoreResult.parse(JSON.parse(await readFile(scorePath, 'utf8')))));
adapters.dispose();
await writeFile(speedPath, JSON.stringify(timed));

async function timeTokens(result: ScoreResult) {
  const { widthPx, heightPx, fps } = model.manifest.video;
  const frameCount = Math.max(1, Math.ceil(result.audio.durationSeconds * fps));
  const grey = async function* () {
    yield await Promise.resolve(new Uint8Array(frameCount * widthPx * heightPx * 3).fill(90));
  };
  const { tokenCount } = await model.encodeVideo(grey(), signal);
  const style = model.manifest.styles.findIndex(({ id }) => id === result.style);
  const { timesSeconds, ...schedule } = family.schedule(planOfScore(result), style);
  const videoIndex = videoIndexOf(timesSeconds, model.manifest, tokenCount);
  const request = { ...schedule, videoIndex, seed: result.request.controls.seed };
  const [begin, busy] = [performance.now(), await processorSeconds()];
  for await (const _ of model.runTokens(request, signal)) continue;
  return {
    secondsOfMusic: result.audio.durationSeconds,
    wallSeconds: (performance.now() - begin) / 1000,
    processorSeconds: (await processorSeconds()) - busy,
  };
}

/** Processor time of this process and its children, from /proc; NaN where there is none. */
async function processorSeconds(): Promise<number> {
  const names = await readdir('/proc').catch(() => []);
  if (names.length === 0) return Number.NaN;
  const texts = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')),
  );
  const ticks = texts.map((text) => {
    // The second field is a name in brackets that may hold spaces; then state, parent, ... user and system time.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const isOurs = Number(fields[1]) === process.pid || Number(text.split(' ')[0]) === process.pid;
    return isOurs ? Number(fields[11]) + Number(fields[12]) : 0;
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}
