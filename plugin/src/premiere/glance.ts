// Looking at the open sequence again and again for little: a few calls tell whether anything can have changed since the last full look.
import type { RangeSummary } from '../ports.js';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import { openActiveSequence, type OpenSequence } from './open-sequence.js';
import { readRangeSummary } from './read-range.js';
import { glanceAtScores } from './standing-scores.js';

/** What a glance cannot see (a clip moved within the range, say) is seen by a full look after so many. */
const MOST_GLANCES = 15;

/** -> null while everything looks as it did. */
export function createGlance(context: PremiereContext): () => Promise<RangeSummary | null> {
  let last = '';
  let glances = 0;
  return async () => {
    const open = await openActiveSequence(context);
    const seen = await lookOf(context, open);
    glances = seen === last ? glances + 1 : 0;
    if (seen === last && glances < MOST_GLANCES) return null;
    const summary = await readRangeSummary(context, open, false);
    last = seen;
    glances = 0;
    return summary;
  };
}

async function lookOf(context: PremiereContext, { sequence, guid }: OpenSequence): Promise<string> {
  const ticks = (read: () => Promise<{ ticks: string }>) => attempt(async () => (await read())?.ticks, null);
  const seen = [
    guid,
    sequence.name,
    await ticks(() => sequence.getInPoint()),
    await ticks(() => sequence.getOutPoint()),
    await ticks(() => sequence.getEndTime()),
    await attempt(() => selectionLook(sequence), null),
    await attempt(() => glanceAtScores(context, sequence), null),
  ];
  return JSON.stringify(seen);
}

/** How many clips are selected, and where the first and the last begin. */
async function selectionLook(sequence: OpenSequence['sequence']): Promise<string> {
  const items = await (await sequence.getSelection()).getTrackItems();
  const ends = [items[0], items.at(-1)].filter((item) => item !== undefined && item !== null);
  const starts = await Promise.all(ends.map(async (item) => (await item.getStartTime()).ticks));
  return [items.length, ...starts].join(' ');
}
