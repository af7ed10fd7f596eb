// Composition root of `framescore serve`: joins socket, queue, store and the parts that make music, and takes them apart again.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ScoreError, type ModelManifest, type WireResult } from '@framescore/contract';
import { createAdapters, type JobPorts } from './adapters.js';
import { listBundles, loadBundle } from './bundle/load-bundle.js';
import { findBeats } from './find-beats.js';
import { createHostMethods } from './host-methods.js';
import { Lane } from './lane.js';
import { ModelLoans } from './model-loans.js';
import { Pairing } from './pairing.js';
import type { LendMaker } from './score-job-ports.js';
import { ScoreJobs } from './score-jobs.js';
import { createScoreMaker } from './score-maker.js';
import {
  makeDataFolder,
  readHostAddress,
  removeHostAddress,
  writeHostAddress,
  type DataFolder,
} from './service/data-folder.js';
import { openHostLog, type HostLog } from './service/host-log.js';
import { createJobFiles } from './service/job-files.js';
import { checkMediaPath } from './service/media-paths.js';
import { notifyOfCode, spaced, writeCode } from './service/pairing-code.js';
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
  terminal: Pick<NodeJS.WriteStream, 'write'>;
};

/** Serves until `signal` ends it; then every score is cancelled, every socket closed and every process gone. */
export async function runHost(options: HostOptions, signal: AbortSignal): Promise<void> {
  const { folder } = options;
  await makeDataFolder(folder);
  const lock = (await takeHostLock(folder.lockPath)) ?? (await refuseSecondHost(folder));
  try {
    const log = openHostLog(folder.logPath, options.terminal);
    // Somebody who started the host at login has no terminal: what ended it must stand in the log.
    const lastWords = (error: unknown) => log.fault('the host ends', error);
    process.on('uncaughtExceptionMonitor', lastWords);
    const store = await openHostStore(folder.databasePath);
    try {
      await serve(options, { store, log }, signal);
    } catch (error) {
      lastWords(error);
      throw error;
    } finally {
      process.off('uncaughtExceptionMonitor', lastWords);
      store.close();
    }
  } finally {
    writeCode(folder.codePath, null);
    await removeHostAddress(folder);
    lock.release();
  }
}

/** Removes every pairing, also while a host runs: from then on no panel is known. Gives how many there were. */
export async function forgetPairings(folder: DataFolder): Promise<number> {
  await makeDataFolder(folder);
  const store = await openHostStore(folder.databasePath);
  try {
    return store.pairings.forgetAll();
  } finally {
    store.close();
  }
}

async function refuseSecondHost(folder: DataFolder): Promise<never> {
  const other = await readHostAddress(folder);
  const who = other ? ` It is process ${other.pid} at port ${other.port}.` : '';
  const detail = `A score host already runs for ${folder.directory}.${who} Use that one, or end it first.`;
  throw new ScoreError('request-refused', detail);
}

async function serve(
  options: HostOptions,
  { store, log }: { store: HostStore; log: HostLog },
  signal: AbortSignal,
): Promise<void> {
  const loans = new ModelLoans<JobPorts>(
    async (modelId) => createAdapters(await loadBundle(modelId, options.modelsDirectory), options.env),
    IDLE_MS,
  );
  const lane = new Lane(MOST_WAITING);
  const jobs = createJobs(options, store, { log, lane, loans });
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
  const server = await HostServer.open(options.tcpPorts, {
    hostVersion: options.version,
    pairing: createPairing(options, store, log),
    methods,
    nowMs: () => performance.now(),
    onFault: (error, method) => log.fault(`${method} failed`, error),
    onRefused: (reason) => log.info(`refused a connection: ${reason}`),
  });
  jobs.listen((event) => server.tell(event));
  try {
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
  store: HostStore,
  { log, lane, loans }: { log: HostLog; lane: Lane; loans: ModelLoans<JobPorts> },
): ScoreJobs {
  const lendMaker: LendMaker = (modelId, work) =>
    loans.lend(modelId, (ports) => work(createScoreMaker(ports)));
  return new ScoreJobs({
    store: store.jobs,
    files: createJobFiles(folder.scoresPath),
    lane,
    lendMaker,
    defaultModelId,
    now: () => new Date(),
    onFault: (error, jobId) => log.fault(`score ${jobId} failed`, error),
  });
}

function createPairing({ folder, terminal }: HostOptions, store: HostStore, log: HostLog): Pairing {
  return new Pairing(
    store.pairings,
    (code) => {
      try {
        writeCode(folder.codePath, code);
      } catch (error) {
        log.fault('the pairing code could not be written to its file', error);
      }
      if (code === null) return;
      terminal.write(
        `\n  Pairing code: ${spaced(code.digits)}  (type it in the panel within two minutes)\n\n`,
      );
      notifyOfCode(code.digits);
    },
    () => Date.now(),
  );
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
