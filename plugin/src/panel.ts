// The panel without its looks: the state, the commands, and what keeps the state true (the connection, the open sequence).
import { ScoreError } from '@framescore/contract';
import { createCancelSource, type CancelToken } from './cancel-signal.js';
import { createPanelCommands, type PanelCommands } from './panel-commands.js';
import type { PanelPorts, PlatformPort, RangeSummary } from './ports.js';
import { createScoreStore, type ScoreStore } from './score-store.js';
import { toProblem } from './run-command.js';
import { unfinishedJob } from './score-view.js';

export type Panel = Pick<ScoreStore, 'getState' | 'subscribe'> & {
  watchTheme: PlatformPort['watchTheme'];
  commands: PanelCommands;
  dispose(): void;
};

/** Premiere tells of no change of in, out or selection that can be relied on, so the panel looks once a second. */
const LOOK_EVERY_MS = 1000;

export function startPanel(ports: PanelPorts, lookEveryMs = LOOK_EVERY_MS): Panel {
  const store = createScoreStore();
  const commands = createPanelCommands(store, ports);
  const life = createCancelSource();
  const stops = [
    watchHost(store, ports, commands, life.signal),
    watchRange(store, ports, commands, { lookEveryMs, signal: life.signal }),
  ];
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    commands,
    watchTheme: ports.platform.watchTheme,
    dispose() {
      life.cancel();
      stops.forEach((stop) => stop());
    },
  };
}

/** What the host knows is asked for at each new connection. */
function watchHost(
  store: ScoreStore,
  ports: PanelPorts,
  commands: PanelCommands,
  signal: CancelToken,
): () => void {
  return ports.host.watchConnection((connection) => {
    store.dispatch({ type: 'connection-changed', connection });
    if (connection.state !== 'ready') return;
    void inBackground(store, async () => {
      const { models } = await ports.host.request('models', {}, signal);
      store.dispatch({ type: 'models-read', models });
    });
    void readJobs(store, ports, commands, signal);
  });
}

/** Scores of the open sequence; one that is still being made (the panel was reloaded) is followed to its end. */
async function readJobs(
  store: ScoreStore,
  { host }: PanelPorts,
  commands: PanelCommands,
  signal: CancelToken,
): Promise<void> {
  const { connection, range } = store.getState();
  if (connection.state !== 'ready' || !range) return;
  const { sequenceGuid } = range;
  await inBackground(store, async () => {
    const { jobs } = await host.request('jobs', { sequenceGuid }, signal);
    store.dispatch({ type: 'jobs-read', sequenceGuid, jobs });
    const running = unfinishedJob(jobs);
    if (running && !store.getState().activity) commands.resume(running.jobId);
  });
}

function watchRange(
  store: ScoreStore,
  ports: PanelPorts,
  commands: PanelCommands,
  { lookEveryMs, signal }: { lookEveryMs: number; signal: CancelToken },
): () => void {
  let isLooking = false;
  const look = async () => {
    // Not for a panel that nobody sees, nor while a use case itself works on the timeline: Premiere answers one at a time.
    if (isLooking || isTimelineBusy(store) || !ports.platform.isShown()) return;
    isLooking = true;
    const before = store.getState().range?.sequenceGuid;
    const range = await readRange(store, ports, signal);
    isLooking = false;
    if (range === undefined || isTimelineBusy(store) || signal.aborted) return;
    if (isDifferent(range, store.getState().range)) store.dispatch({ type: 'range-read', range });
    if (range && range.sequenceGuid !== before) await readJobs(store, ports, commands, signal);
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  void look();
  return () => clearInterval(timer);
}

/** -> null without a sequence; undefined when Premiere could not say just now: the next look will. */
async function readRange(
  store: ScoreStore,
  { timeline }: PanelPorts,
  signal: CancelToken,
): Promise<RangeSummary | null | undefined> {
  try {
    return await timeline.readRange(signal);
  } catch (error) {
    if (error instanceof ScoreError && error.code === 'no-active-sequence') return null;
    const isFirstLook = store.getState().range === undefined && !store.getState().activity;
    if (!isFirstLook || signal.aborted) return undefined;
    store.dispatch({ type: 'problem-met', problem: toProblem(error, 'resume') });
    return null;
  }
}

function isTimelineBusy(store: ScoreStore): boolean {
  const { activity } = store.getState();
  const step = activity?.progress?.step;
  return activity?.command === 'run-probes' || step === 'reading' || step === 'placing';
}

function isDifferent(a: RangeSummary | null, b: RangeSummary | null | undefined): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

/** A question nobody pressed a button for: its failure is shown, except that of a connection, which shows itself. */
async function inBackground(store: ScoreStore, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const problem = toProblem(error, 'resume');
    const isConnection = [
      'host-unreachable',
      'network-denied',
      'not-paired',
      'cancelled',
      'host-outdated',
    ].includes(problem.code);
    if (!isConnection && !store.getState().activity) store.dispatch({ type: 'problem-met', problem });
  }
}
