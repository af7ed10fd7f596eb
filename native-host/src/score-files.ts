// The files of a finished score and its versions: read back with everything checked, written beside the earlier ones.
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

/** The first version number of which no file is there yet: no earlier version is ever written over. */
export async function nextVersion({ composition }: ScoreResult, output: OutputFolder): Promise<number> {
  for (let version = composition.version + 1; version <= MOST_VERSIONS; version += 1) {
    const { resultName, wavName, rangeWavName } = namesOf(fileStem({ ...composition, version }));
    const taken = await Promise.all([resultName, wavName, rangeWavName].map((name) => output.isTaken(name)));
    if (!taken.includes(true)) return version;
  }
  throw new ScoreError(
    'output-unwritable',
    'The folder of the score holds too many versions. Remove some that are no longer needed.',
  );
}

const namesOf = (stem: string) => ({
  resultName: `${stem}.json`,
  wavName: `${stem}.wav`,
  rangeWavName: `${stem}.range.wav`,
});

/** Stages the files of a new version and moves them into place; when another run has taken its number meanwhile, under the next one. */
export async function writeVersion(
  report: ScoreResult,
  mix: Sound,
  [start, end]: readonly [number, number],
  { output, clock }: { output: OutputFolder; clock: StageClock },
  { writer }: Pick<Ports, 'writer'>,
  run: Run,
): Promise<WrittenVersion> {
  const names = namesOf(fileStem(report.composition));
  const from = Math.round(start * RATE_HZ);
  const to = Math.min(samplesOf(mix), secondsToCoveringSamples(end, RATE_HZ));
  const range = cutSound(mix, from, to);
  await clock.time('write', async (sink) => {
    const wav = { sampleRateHz: RATE_HZ, sound: mix, cues: beatCues(report) };
    await writer.writeWav({ path: output.stage(names.wavName), ...wav }, { ...run, report: sink });
    const part = { sampleRateHz: RATE_HZ, sound: range, cues: [] };
    await writer.writeWav({ path: output.stage(names.rangeWavName), ...part }, { ...run, report: sink });
  });
  const timings = { ...clock.timings, total: clock.totalSeconds() };
  return commitVersion({ ...report, timings }, output, writer);
}

async function commitVersion(
  report: ScoreResult,
  output: OutputFolder,
  writer: Ports['writer'],
): Promise<WrittenVersion> {
  let { composition } = report;
  for (;;) {
    const { resultName, wavName, rangeWavName } = namesOf(fileStem(composition));
    const result = { ...report, composition, audio: { ...report.audio, path: wavName } };
    await writer.writeFile(output.stage(resultName), `${JSON.stringify(result, null, 1)}\n`);
    if (await output.commitNew()) return { result, resultName, rangeWavName };
    composition = { ...composition, version: await nextVersion(result, output) };
    const next = namesOf(fileStem(composition));
    await output.restage(wavName, next.wavName);
    await output.restage(rangeWavName, next.rangeWavName);
    await output.restage(resultName, next.resultName);
  }
}
