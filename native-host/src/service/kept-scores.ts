// The folders of the scores as a host finds them at its start: which hold a finished score, and which versions of it.
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { scoreResult, timelineSnapshot, type ScoreResult } from '@framescore/contract';
import type { KeptScore, KeptScores, MadeTake } from '../score-job-ports.js';

const RESULT = /^score(\.take-\d+)?(\.v\d+)?\.json$/;
const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** 24-bit stereo, and no header. */
const BYTES_PER_SAMPLE = 3;

/** `sweepFolders` removes what is half-written in each of the folders given to it. */
export function openKeptScores(
  scoresPath: string,
  sweepFolders: (directories: readonly string[]) => Promise<void>,
): KeptScores {
  const list = async () => {
    const entries = await readdir(scoresPath, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && JOB_ID.test(entry.name)).map(({ name }) => name);
  };
  const folderOf = (jobId: string) => path.join(scoresPath, jobId);
  return {
    list,
    sweep: async () => sweepFolders((await list()).map(folderOf)),
    async read(jobId, isKnown) {
      const directory = folderOf(jobId);
      const names = (await readdir(directory).catch(() => [])).filter((name) => RESULT.test(name));
      if (!names.includes('score.json')) return undefined;
      const unknown = names.filter((name) => !isKnown(name));
      const read = await Promise.all(unknown.map((name) => readMade(directory, name)));
      const made = read.filter((take) => take !== undefined).sort((a, b) => a.version - b.version);
      return describe({ jobId, directory, resultNames: names }, made, unknown.length < names.length);
    },
  };
}

async function describe(
  folder: Pick<KeptScore, 'jobId' | 'directory' | 'resultNames'>,
  made: readonly MadeTake[],
  isKnown: boolean,
): Promise<KeptScore | undefined> {
  const takes = made.filter(({ version }) => version === 1).sort((a, b) => a.take - b.take);
  // A score none of whose files can be read is not removed: it may be of another version of this program.
  if (takes.length === 0 && !isKnown) return undefined;
  const { directory } = folder;
  const versions = made.filter(({ version }) => version > 1);
  const { mtime: madeAt } = await stat(path.join(directory, 'score.json'));
  const sequence = takes.length > 0 ? await readSequence(directory) : { guid: '', name: '' };
  return { ...folder, takes, versions, sequence, madeAt };
}

/** A take with everything checked: its score.json fits, and its WAV is there in full. Undefined where not. */
async function readMade(directory: string, name: string): Promise<MadeTake | undefined> {
  const resultPath = path.join(directory, name);
  const result = scoreResult.safeParse(await readJson(resultPath)).data;
  const wavPath = result && path.join(directory, path.basename(result.audio.path));
  if (!result || !wavPath || (await sizeOf(wavPath)) < smallestWav(result)) return undefined;
  const { takeNumber: take, version, ranges } = result.composition;
  const { startSeconds, endSeconds } = ranges.at(-1) ?? {
    startSeconds: 0,
    endSeconds: result.audio.durationSeconds,
  };
  const rangeWav = wavPath.replace(/\.wav$/, '.range.wav');
  const rangeWavPath = version > 1 && (await sizeOf(rangeWav)) > 0 ? rangeWav : null;
  const rangeSeconds = [startSeconds, endSeconds] as const;
  return { take, version, wavPath, resultPath, rangeWavPath, rangeSeconds, similarity: null, result };
}

function smallestWav({ audio: { sampleCount, channels } }: ScoreResult): number {
  return sampleCount * channels * BYTES_PER_SAMPLE;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (stats) => (stats.isFile() ? stats.size : -1),
    () => -1,
  );
}

async function readSequence(directory: string): Promise<KeptScore['sequence']> {
  const timeline = timelineSnapshot.safeParse(await readJson(path.join(directory, 'timeline.json'))).data;
  const guid = timeline?.rootGuid ?? '';
  return { guid, name: timeline?.sequences.find((sequence) => sequence.guid === guid)?.name ?? '' };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
