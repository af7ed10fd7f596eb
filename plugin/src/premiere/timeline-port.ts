// The edge of the adapter: Premiere as the panel's use cases see it. One change at a time; every failure is a problem of the contract.
import type { TimelinePort } from '../ports.js';
import { attempt } from './attempt.js';
import { exportMissingFrames, exportRenderedFrames } from './frame-export.js';
import { createGlance } from './glance.js';
import { waitForReal, type PremiereContext, type PremiereModules } from './modules.js';
import { openActiveSequence } from './open-sequence.js';
import { placeScore } from './place-score.js';
import { runProbes } from './probes/run-probes.js';
import { createPace } from './pace.js';
import { asChangeProblem } from './problems.js';
import { fromTickRange } from './ranges.js';
import { LONGEST_LOOK_MS, readAgain, untilCancelled } from './read-again.js';
import { readRangeSummary } from './read-range.js';
import { readSnapshot } from './read-timeline.js';
import { removeScore } from './remove-score.js';
import { readReplaced } from './replaced-scores.js';
import { readSelectedSound } from './selected-sound.js';
import { markBeats, setMarkers } from './set-markers.js';

/** A change that was cancelled ends by itself, at a place where nothing is half done; one that gets no answer must not keep all later ones. */
const CANCEL_GRACE_MS = 30_000;

export type TimelinePortOptions = { wait?: (durationMs: number) => Promise<void> };

export function createTimelinePort(
  modules: PremiereModules,
  options: TimelinePortOptions = {},
): TimelinePort {
  const wait = options.wait ?? waitForReal;
  const context: PremiereContext = { ...modules, wait, pace: createPace(wait) };
  const inTurn = oneAtATime();
  const glance = createGlance(context);
  const read = <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> => readAgain(context, signal, run);
  const look = <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> =>
    readAgain(context, signal, run, LONGEST_LOOK_MS);
  const change = <T>(signal: AbortSignal, advice: string, run: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      const work = asChangeProblem(context, advice, signal, run);
      return untilCancelled(context, signal, work, { graceMs: CANCEL_GRACE_MS });
    });
  return {
    readRange: (signal) =>
      look(signal, async () => readRangeSummary(context, await openActiveSequence(context), false)),
    glanceAtRange: (signal) => look(signal, glance),
    readTimeline: (signal, asRendered = false) =>
      read(signal, () => readTimeline(context, asRendered, signal)),
    readReplaced: (place, signal) => read(signal, () => readReplaced(context, place)),
    placeScore: (placement, signal) =>
      change(signal, `The music lies at ${placement.take.wavPath}.`, () =>
        placeScore(context, placement, signal),
      ),
    setMarkers: (request, signal) =>
      change(signal, 'The markers were not changed.', () => setMarkers(context, request, signal)),
    removeScore: (request, signal) =>
      change(signal, 'The score was not removed.', () => removeScore(context, request, signal)),
    readSelectedSound: (signal) =>
      read(signal, async () => readSelectedSound(context, await openActiveSequence(context))),
    markBeats: (request, signal) =>
      change(signal, 'The markers were not set.', () => markBeats(context, request, signal)),
    runProbes: (signal) => change(signal, 'The questions were not asked.', () => runProbes(context, signal)),
  };
}

async function readTimeline(
  context: PremiereContext,
  asRendered: boolean,
  signal: AbortSignal,
): ReturnType<TimelinePort['readTimeline']> {
  const open = await openActiveSequence(context);
  const summary = await readRangeSummary(context, open, true);
  const range = fromTickRange(summary.range);
  const { snapshot, warnings } = await readSnapshot(context, open, range, signal);
  // Pictures are a help, not a need: the folder for them may be denied.
  const rendered = asRendered
    ? await attempt(() => exportRenderedFrames(context, open.sequence, snapshot, range, signal), null)
    : { wanted: 0, exported: 0 };
  if (!asRendered || rendered?.exported === 0)
    await attempt(() => exportMissingFrames(context, open.sequence, snapshot, range, signal), undefined);
  return { summary, snapshot, warnings: [...warnings, ...unrendered(rendered)] };
}

function unrendered(rendered: { wanted: number; exported: number } | null): string[] {
  if (rendered && rendered.exported === rendered.wanted) return [];
  const some = rendered ? `${rendered.exported} of ${rendered.wanted}` : 'None';
  return [
    `${some} pictures of the finished sequence could be exported; elsewhere the clips themselves were seen.`,
  ];
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
