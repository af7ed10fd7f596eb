// What a host does with the scores of the hosts before it: what is finished becomes a score that is known, whatever the list of
// jobs says of it; what was being made has failed. Nothing finished is removed.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { makeWireProblem, secondsToTicks, type TickRange } from '@framescore/contract';
import { bestTakesFirst } from './core/report/rank-takes.js';
import type {
  JobFiles,
  JobRecord,
  JobStore,
  KeptScore,
  KeptScores,
  MadeTake,
  TakeRecord,
} from './score-job-ports.js';
import { recordTake } from './wire-take.js';

export type AdoptPorts = {
  store: JobStore;
  scores: KeptScores;
  files: Pick<JobFiles, 'remove'>;
  /** Hears of each score that was found again. */
  note(text: string): void;
};

/** Call it before any job is asked for. */
export async function adoptScores(ports: AdoptPorts): Promise<void> {
  await ports.scores.sweep();
  for (const jobId of await ports.scores.list()) await adopt(jobId, ports);
  const problem = makeWireProblem(
    'engine-died',
    'The score host ended before the score was done. Ask for it again.',
  );
  for (const record of ports.store.unfinished()) {
    const { jobId } = record;
    ports.store.save({ ...record, state: 'failed', problem: { ...problem, instance: jobId } });
  }
}

async function adopt(jobId: string, { store, scores, files, note }: AdoptPorts): Promise<void> {
  const own = store.find(jobId);
  // By name alone: the data folder may have been moved, and all files of a job lie in one folder.
  const known = new Set(store.findFamily(jobId).flatMap(({ takes }) => takes.map(resultNameOf)));
  const kept = await scores.read(jobId, (resultName) => known.has(resultName));
  const family = store.findFamily(jobId).map((record) => (kept ? renewPaths(record, kept, store) : record));
  if (!kept) return own?.state === 'done' ? undefined : files.remove(jobId);
  let root = family.find((record) => record.jobId === jobId);
  if (!root || root.takes.length === 0) {
    if (kept.takes.length === 0) return;
    root = recordOf(kept, own);
    store.save(root);
    note(`score ${jobId} was found finished in its folder`);
  }
  const { range } = root;
  const waiting = family.filter(({ kind, state }) => kind === 'regenerate' && isUnfinished(state));
  for (const made of kept.versions) {
    const record = waiting.shift() ?? versionOf(root, kept.madeAt);
    store.save({ ...record, state: 'done', problem: null, takes: [recordTake(made, range)] });
    note(`version ${made.version} of score ${jobId} was found finished in its folder`);
  }
}

const resultNameOf = ({ resultPath }: TakeRecord) => path.win32.basename(resultPath);

/** A record whose takes lead to where their files are now. */
function renewPaths(record: JobRecord, { directory, resultNames }: KeptScore, store: JobStore): JobRecord {
  const here = (file: string) => path.join(directory, path.win32.basename(file));
  const hasMoved = (take: TakeRecord) =>
    take.resultPath !== here(take.resultPath) && resultNames.includes(resultNameOf(take));
  if (!record.takes.some(hasMoved)) return record;
  const moved = (take: TakeRecord): TakeRecord => ({
    ...take,
    resultPath: here(take.resultPath),
    wavPath: here(take.wavPath),
    rangeWavPath: take.rangeWavPath === null ? null : here(take.rangeWavPath),
  });
  const renewed = { ...record, takes: record.takes.map((take) => (hasMoved(take) ? moved(take) : take)) };
  store.save(renewed);
  return renewed;
}

const isUnfinished = (state: JobRecord['state']) => state === 'queued' || state === 'running';

/** The record of a score whose files are there: as it was asked for where that is known, else as its files tell it. */
function recordOf(kept: KeptScore, asked: JobRecord | undefined): JobRecord {
  const first = kept.takes[0]!;
  const range = asked?.range ?? rangeOf(first);
  const { guid, name } = kept.sequence;
  const told = {
    jobId: kept.jobId,
    kind: 'compose' as const,
    baseJobId: null,
    createdAt: kept.madeAt.toISOString(),
    sequenceGuid: guid,
    sequenceName: name,
    modelId: first.result.bundle.id,
  };
  const takes = bestTakesFirst(kept.takes).map((take) => recordTake(take, range));
  return { ...told, ...asked, range, state: 'done', problem: null, takes };
}

function versionOf(root: JobRecord, madeAt: Date): JobRecord {
  const ids = { jobId: randomUUID(), baseJobId: root.jobId, kind: 'regenerate' as const };
  return { ...root, ...ids, createdAt: madeAt.toISOString(), takes: [] };
}

/** Seconds of a score's request are ticks of its timeline, exactly: they were ticks before they were seconds. */
function rangeOf({ result }: MadeTake): TickRange {
  const [start, end] = result.request.rangeSeconds ?? [0, result.audio.durationSeconds];
  return { startTicks: String(secondsToTicks(start)), endTicks: String(secondsToTicks(end)) };
}
