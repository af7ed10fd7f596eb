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
  /** Somebody is at the panel: it looks at the timeline at once, and again once a second. */
  wake(): void;
  /** A panel that nobody can see asks Premiere nothing. */
  setShown(isShown: boolean): void;
  dispose(): void;
};

/** Premiere tells of no change of in, out or selection that can be relied on, so the panel looks: once a second, and less often once nothing happens. */
const LOOK_EVERY_MS = 1000;

export function startPanel(ports: PanelPorts, lookEveryMs = LOOK_EVERY_MS): Panel {
  const store = createScoreStore();
  const commands = createPanelCommands(store, ports);
  const life = createCancelSource();
  const range = watchRange(store, ports, commands, { lookEveryMs, signal: life.signal });
  const stops = [watchHost(store, ports, commands, life.signal), range.stop];
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    commands,
    watchTheme: ports.platform.watchTheme,
    wake: range.wake,
    setShown: range.setShown,
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

type RangeWatch = { stop: () => void; wake: () => void; setShown: (isShown: boolean) => void };

function watchRange(
  store: ScoreStore,
  ports: PanelPorts,
  commands: PanelCommands,
  { lookEveryMs, signal }: { lookEveryMs: number; signal: CancelToken },
): RangeWatch {
  let isLooking = false;
  let isShown = true;
  let quietLooks = 0;
  /** A look whose answer came at the wrong moment: a glance would now say that nothing has changed. */
  let isOwed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    // Not for a panel that nobody sees, nor while a use case itself works on the timeline: Premiere answers one at a time.
    if (isLooking || !isShown || !ports.platform.isShown() || isTimelineBusy(store)) return;
    isLooking = true;
    const before = store.getState().range;
    const range = await readRange(store, ports, { signal, isGlance: Boolean(before) && !isOwed });
    isLooking = false;
    isOwed = isTimelineBusy(store) || range === undefined;
    if (range === 'unchanged' || isOwed) quietLooks += 1;
    if (range === 'unchanged' || range === undefined || isOwed || signal.aborted) return;
    quietLooks = isDifferent(range, before) ? 0 : quietLooks + 1;
    if (isDifferent(range, store.getState().range)) store.dispatch({ type: 'range-read', range });
    if (range && range.sequenceGuid !== before?.sequenceGuid) {
      await readJobs(store, ports, commands, signal);
    }
  };
  const lookAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look().finally(lookAgain), lookDelayMs(quietLooks, lookEveryMs));
  };
  const wake = () => {
    quietLooks = 0;
    void look();
    lookAgain();
  };
  const unsubscribe = wakeAfterCommands(store, wake);
  wake();
  return {
    wake,
    setShown(shown) {
      isShown = shown;
      if (shown) wake();
    },
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** The longer nothing changes, the less often Premiere is asked. */
export function lookDelayMs(quietLooks: number, lookEveryMs: number): number {
  if (quietLooks < 15) return lookEveryMs;
  return quietLooks < 45 ? 2 * lookEveryMs : 5 * lookEveryMs;
}

function wakeAfterCommands(store: ScoreStore, wake: () => void): () => void {
  let wasActive = false;
  return store.subscribe(() => {
    const isActive = store.getState().activity !== null;
    if (wasActive && !isActive) wake();
    wasActive = isActive;
  });
}

/** -> null without a sequence; undefined when Premiere could not say just now: the next look will. */
async function readRange(
  store: ScoreStore,
  { timeline }: PanelPorts,
  { signal, isGlance }: { signal: CancelToken; isGlance: boolean },
): Promise<RangeSummary | null | undefined | 'unchanged'> {
  try {
    if (!isGlance) return await timeline.readRange(signal);
    return (await timeline.glanceAtRange(signal)) ?? 'unchanged';
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
