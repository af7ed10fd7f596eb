// The edge of the adapter: Premiere as the panel's use cases see it. One change at a time; every failure is a problem of the contract.
import type { TimelinePort } from '../ports.js';
import { exportMissingFrames } from './frame-export.js';
import { waitForReal, type PremiereContext, type PremiereModules } from './modules.js';
import { openActiveSequence } from './open-sequence.js';
import { placeScore } from './place-score.js';
import { runProbes } from './probes/run-probes.js';
import { asProblem } from './problems.js';
import { fromTickRange, readRangeSummary } from './read-range.js';
import { readSnapshot } from './read-timeline.js';
import { removeScore } from './remove-score.js';
import { readSelectedSound } from './selected-sound.js';
import { markBeats, setMarkers } from './set-markers.js';

export type TimelinePortOptions = { wait?: (durationMs: number) => Promise<void> };

const READ_ADVICE = 'The timeline could not be read. Try again once Premiere is idle.';

export function createTimelinePort(
  modules: PremiereModules,
  options: TimelinePortOptions = {},
): TimelinePort {
  const context: PremiereContext = { ...modules, wait: options.wait ?? waitForReal };
  const inTurn = oneAtATime();
  const read = <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> =>
    asProblem('timeline-changed', READ_ADVICE, signal, run);
  const change = <T>(signal: AbortSignal, advice: string, run: () => Promise<T>): Promise<T> =>
    inTurn(() => asProblem('timeline-rejected', advice, signal, run));
  return {
    readRange: (signal) =>
      read(signal, async () => readRangeSummary(context, await openActiveSequence(context), false)),
    readTimeline: (signal) => read(signal, () => readTimeline(context, signal)),
    placeScore: (placement, signal) =>
      change(signal, `The music lies at ${placement.take.wavPath}.`, () =>
        placeScore(context, placement, signal),
      ),
    setMarkers: (request, signal) =>
      change(signal, 'The markers were not changed.', () => setMarkers(context, request, signal)),
    removeScore: (sequenceGuid, signal) =>
      change(signal, 'The score was not removed.', () => removeScore(context, sequenceGuid, signal)),
    readSelectedSound: (signal) =>
      read(signal, async () => readSelectedSound(context, await openActiveSequence(context))),
    markBeats: (request, signal) =>
      change(signal, 'The markers were not set.', () => markBeats(context, request, signal)),
    runProbes: (signal) => change(signal, 'The questions were not asked.', () => runProbes(context, signal)),
  };
}

async function readTimeline(
  context: PremiereContext,
  signal: AbortSignal,
): ReturnType<TimelinePort['readTimeline']> {
  const open = await openActiveSequence(context);
  const summary = await readRangeSummary(context, open, true);
  const snapshot = await readSnapshot(context, open, signal);
  await exportMissingFrames(context, open.sequence, snapshot, fromTickRange(summary.range), signal);
  return { summary, snapshot };
}

/** Interleaved imports make bins twice, so changes wait for each other (1.9). */
function oneAtATime(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}
