// Composition root of `framescore serve`: joins socket, queue, store and the parts that make music, and takes them apart again.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ScoreError, type ModelManifest, type WireResult } from '@framescore/contract';
import { createAdapters, type JobPorts } from './adapters.js';
import { adoptScores } from './adopt-scores.js';
import { listBundles, loadBundle } from './bundle/load-bundle.js';
import { findBeats } from './find-beats.js';
import { createHostMethods } from './host-methods.js';
import { Lane } from './lane.js';
import { LastingJobs } from './lasting-jobs.js';
import { makeFolders } from './media/make-folders.js';
import { sweepStaging } from './media/staging.js';
import { ModelLoans } from './model-loans.js';
import { ASKED_CODE_SECONDS, Pairing, type ShownCode } from './pairing.js';
import type { LendMaker } from './score-job-ports.js';
import { ScoreJobs } from './score-jobs.js';
import { createScoreMaker } from './score-maker.js';
import {
  findRunningHost,
  makeDataFolder,
  removeHostAddress,
  writeHostAddress,
  type DataFolder,
} from './service/data-folder.js';
import { openHostLog, type HostLog } from './service/host-log.js';
import { createJobFiles } from './service/job-files.js';
import { openKeptScores } from './service/kept-scores.js';
import { checkMediaPath } from './service/media-paths.js';
import { notifyOfCode, readCode, spaced, writeCode } from './service/pairing-code.js';
import { takeHostLock } from './store/host-lock.js';
import { openHostStore, type HostStore } from './store/host-store.js';
import { HostServer } from './transport/host-server.js';

/** Scores that may wait behind the one that is made. */
const MOST_WAITING = 8;
/** An end waits this long for a score that does not heed its cancelling; then its processes are ended. */
const END_WITHIN_MS = 5000;
/** An idle host keeps no model in memory for longer than this. */
const IDLE_MS = 5 * 60_000;

export type HostOptions = {
  folder: DataFolder;
  tcpPorts: readonly number[];
  modelsDirectory: string;
  defaultModelId: string;
  version: string;
  env: NodeJS.ProcessEnv;
  /** Where a person may be reading; never throws, and never keeps the host waiting. */
  terminal: { write(text: string): unknown };
  /** Origins beside those that panels are known to send. */
  moreOrigins: readonly string[];
};

type Kept = { jobs: LastingJobs; pairings: HostStore['pairings'] };

/** Serves until `signal` ends it; then every score is cancelled, every socket closed and every process gone. */
export async function runHost(options: HostOptions, signal: AbortSignal): Promise<void> {
  const { folder } = options;
  await makeDataFolder(folder, makeFolders);
  const lock = (await takeHostLock(folder.lockPath)) ?? (await refuseSecondHost(folder));
  try {
    const log = openHostLog(folder.logPath, options.terminal);
    // Somebody who started the host at login has no terminal: what ended it must stand in the log.
    const lastWords = (error: unknown) => log.fault('the host ends', error);
    process.on('uncaughtExceptionMonitor', lastWords);
    try {
      await serveKept(options, log, signal);
    } catch (error) {
      lastWords(error);
      throw error;
    } finally {
      process.off('uncaughtExceptionMonitor', lastWords);
    }
  } finally {
    showCodeIn(folder, () => undefined)(null);
    await removeHostAddress(folder);
    lock.release();
  }
}

/** Opens the list of jobs, takes over what earlier hosts left, and serves; what could not be saved until the end is tried once more. */
async function serveKept(options: HostOptions, log: HostLog, signal: AbortSignal): Promise<void> {
  const { databasePath, scoresPath } = options.folder;
  const store = await openHostStore(databasePath, { note: (text) => log.info(text) });
  try {
    const jobs = new LastingJobs(store.jobs, (error, jobId) =>
      log.fault(`score ${jobId} is not saved yet and will be tried again`, error),
    );
    await adoptScores({
      store: jobs,
      scores: openKeptScores(scoresPath, sweepStaging),
      files: createJobFiles(scoresPath),
      note: (text) => log.info(text),
    });
    await serve(options, { kept: { jobs, pairings: store.pairings }, log }, signal);
    if (jobs.saveAgain() > 0)
      log.info('some scores could not be saved; the next start finds them in their folders');
  } finally {
    store.close();
  }
}

/**
 * Removes every pairing, also while a host runs: from then on no panel is known. Gives how many there were. Throws output-unwritable where
 * the list is damaged: what can be read of it is saved by the next host that starts, not beside one that uses it.
 */
export async function forgetPairings(folder: DataFolder): Promise<number> {
  await makeDataFolder(folder, makeFolders);
  const store = await openHostStore(folder.databasePath, { setsAside: false });
  try {
    return store.pairings.forgetAll();
  } finally {
    store.close();
  }
}

/** The lock is held. A host that runs has written its address, or will within a moment; any other holder is a stranger. */
async function refuseSecondHost(folder: DataFolder): Promise<never> {
  const other = await findRunningHost(folder);
  if (other) {
    const detail = `A score host already runs for ${folder.directory}. It is process ${other.pid} at port ${other.port}. Use that one, or end it first.`;
    throw new ScoreError('request-refused', detail);
  }
  const detail = `Another program holds ${folder.lockPath}: a score host that is just starting or ending, or a backup. Wait a moment, then start again.`;
  throw new ScoreError('output-unwritable', detail);
}

async function serve(
  options: HostOptions,
  { kept, log }: { kept: Kept; log: HostLog },
  signal: AbortSignal,
): Promise<void> {
  const loans = new ModelLoans<JobPorts>(
    async (modelId) => createAdapters(await loadBundle(modelId, options.modelsDirectory), options.env),
    IDLE_MS,
  );
  const lane = new Lane(MOST_WAITING);
  const jobs = createJobs(options, kept.jobs, { log, lane, loans });
  const listModels = createModelList(options);
  if (!(await listModels()).some(({ isDefault }) => isDefault))
    log.info(
      `the model "${options.defaultModelId}" is not installed or damaged; "framescore models verify" says more`,
    );
  const methods = createHostMethods({
    jobs,
    checkMediaPath,
    listModels,
    findBeats(file, rangeSeconds, run) {
      return lane
        .reserve()
        .run(run.signal, () =>
          loans.lend(options.defaultModelId, (ports) => findBeats({ path: file, rangeSeconds }, ports, run)),
        );
    },
  });
  const pairing = createPairing(options.folder, kept.pairings, log);
  const server = await HostServer.open(options.tcpPorts, {
    hostVersion: options.version,
    pairing,
    moreOrigins: options.moreOrigins,
    methods,
    nowMs: () => performance.now(),
    onFault: (error, method) => log.fault(`${method} failed`, error),
    onRefused: (reason) => log.info(`refused a connection: ${reason}`),
  });
  jobs.listen((event) => server.tell(event));
  try {
    if (kept.pairings.count() === 0) showFirstCode(options, pairing);
    await writeHostAddress(options.folder, { pid: process.pid, port: server.port });
    log.info(`FrameScore ${options.version} listens on port ${server.port} of this machine`);
    await untilAborted(signal);
  } finally {
    await Promise.race([jobs.stop(), wait(END_WITHIN_MS, undefined, { ref: false })]);
    await server.close();
    loans.putAway();
    log.info('ended');
  }
}

function createJobs(
  { folder, defaultModelId }: HostOptions,
  store: LastingJobs,
  { log, lane, loans }: { log: HostLog; lane: Lane; loans: ModelLoans<JobPorts> },
): ScoreJobs {
  const lendMaker: LendMaker = (modelId, work) =>
    loans.lend(modelId, (ports) => work(createScoreMaker(ports)));
  return new ScoreJobs({
    store,
    files: createJobFiles(folder.scoresPath),
    lane,
    lendMaker,
    defaultModelId,
    now: () => new Date(),
    onFault: (error, jobId) => log.fault(`score ${jobId} failed`, error),
  });
}

function createPairing(folder: DataFolder, pairings: HostStore['pairings'], log: HostLog): Pairing {
  const showCode = showCodeIn(folder, (error) =>
    log.fault('the pairing code could not be written to its file', error),
  );
  const askedCode = () => readCode(folder.codePath, new Date());
  return new Pairing(pairings, showCode, () => Date.now(), askedCode);
}

function showCodeIn({ codePath }: DataFolder, onFault: (error: unknown) => void) {
  return (code: ShownCode | null) => {
    try {
      writeCode(codePath, code);
    } catch (error) {
      onFault(error);
    }
  };
}

/** Whoever starts a host that knows no panel yet is about to pair one. */
function showFirstCode({ folder, terminal }: HostOptions, pairing: Pairing): void {
  pairing.start(ASKED_CODE_SECONDS);
  const code = readCode(folder.codePath, new Date());
  if (!code) return;
  terminal.write(`\n  Pairing code: ${spaced(code.digits)}  (type it in the panel within ten minutes)\n\n`);
  notifyOfCode(code.digits);
}

/** What is installed, its files checked once for each change of its manifest. */
function createModelList({ modelsDirectory, defaultModelId }: HostOptions) {
  const checked = new Map<string, { changedMs: number; manifest: ModelManifest }>();
  return async (): Promise<WireResult<'models'>['models']> => {
    const models: WireResult<'models'>['models'] = [];
    for (const id of await listBundles(modelsDirectory)) {
      const { mtimeMs } = await stat(path.join(modelsDirectory, id, 'model.json'));
      if (checked.get(id)?.changedMs !== mtimeMs) {
        const bundle = await loadBundle(id, modelsDirectory).catch(() => undefined); // `framescore models verify` says why
        if (!bundle) continue;
        checked.set(id, { changedMs: mtimeMs, manifest: bundle.manifest });
      }
      const found = checked.get(id);
      if (found) models.push(describeModel(id, found.manifest, id === defaultModelId));
    }
    return models;
  };
}

function describeModel(id: string, manifest: ModelManifest, isDefault: boolean) {
  const { version, family } = manifest;
  const styles = manifest.styles.map((style) => ({
    id: style.id,
    name: style.title,
    tempoRangeBpm: style.tempoBpm,
  }));
  return { id, version, family, isDefault, styles };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
