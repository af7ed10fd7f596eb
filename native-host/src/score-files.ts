// The files of a finished score and its versions: read back with everything checked, written beside the earlier ones.
import path from 'node:path';
import {
  ScoreError,
  scoreResult,
  secondsToCoveringSamples,
  type Run,
  type ScoreResult,
} from '@framescore/contract';
import type { OutputFolder, Ports } from './ports.js';
import { cutSound, samplesOf, type Sound } from './sound/sound.js';
import type { StageClock } from './stage-clock.js';
import { beatCues, fileStem } from './write-score.js';

export type WrittenVersion = { result: ScoreResult; resultName: string; rangeWavName: string };

const RATE_HZ = 48_000;
const MOST_VERSIONS = 999;

/** The score.json at a path. Throws job-unknown, or model-incompatible where another bundle composed it. */
export async function readScore(
  resultPath: string,
  { readText, model }: Pick<Ports, 'readText' | 'model'>,
): Promise<ScoreResult> {
  const score = parseScore(await readText(resultPath), resultPath);
  const { id, version, sha256 } = score.bundle;
  const own = model.bundle;
  if (id !== own.id || sha256 !== own.sha256) {
    throw new ScoreError(
      'model-incompatible',
      `The score was composed by bundle "${id}" ${version}, and "${own.id}" ${own.version} is installed. Generate the score again.`,
    );
  }
  return score;
}

/** The text of a score.json, checked. Throws job-unknown. */
export function parseScore(text: string | undefined, resultPath: string): ScoreResult {
  if (text === undefined) {
    throw new ScoreError(
      'job-unknown',
      `There is no score at ${resultPath}. Give the path of its score.json.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ScoreError('job-unknown', `${resultPath} is not a score.json: it is no JSON.`, { cause });
  }
  const parsed = scoreResult.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ScoreError(
    'job-unknown',
    `${resultPath} is not a score.json of this version (${where}). Generate the score again.`,
  );
}

/** The first version number whose score.json is not there yet: no earlier version is ever written over. */
export async function nextVersion(
  directory: string,
  { composition }: ScoreResult,
  { readText }: Ports,
): Promise<number> {
  for (let version = composition.version + 1; version <= MOST_VERSIONS; version += 1) {
    const name = `${fileStem({ ...composition, version })}.json`;
    if ((await readText(path.join(directory, name))) === undefined) return version;
  }
  throw new ScoreError(
    'output-unwritable',
    `${directory} holds too many versions. Remove some that are no longer needed.`,
  );
}

export async function writeVersion(
  report: ScoreResult,
  mix: Sound,
  [start, end]: readonly [number, number],
  { output, clock }: { output: OutputFolder; clock: StageClock },
  { writer }: Pick<Ports, 'writer'>,
  run: Run,
): Promise<WrittenVersion> {
  const stem = fileStem(report.composition);
  const fileName = `${stem}.wav`;
  const from = Math.round(start * RATE_HZ);
  const to = Math.min(samplesOf(mix), secondsToCoveringSamples(end, RATE_HZ));
  const range = cutSound(mix, from, to);
  const rangeWavName = `${stem}.range.wav`;
  await clock.time('write', async (sink) => {
    const wav = { sampleRateHz: RATE_HZ, sound: mix, cues: beatCues(report) };
    await writer.writeWav({ path: output.stage(fileName), ...wav }, { ...run, report: sink });
    const part = { sampleRateHz: RATE_HZ, sound: range, cues: [] };
    await writer.writeWav({ path: output.stage(rangeWavName), ...part }, { ...run, report: sink });
  });
  const audio = { ...report.audio, path: fileName };
  const result = { ...report, audio, timings: { ...clock.timings, total: clock.totalSeconds() } };
  const resultName = `${stem}.json`;
  await writer.writeFile(output.stage(resultName), `${JSON.stringify(result, null, 1)}\n`);
  await output.commit();
  return { result, resultName, rangeWavName };
}
