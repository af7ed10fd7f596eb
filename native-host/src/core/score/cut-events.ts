// The events of a window of a piece: what was set before it is set at its start, what began before it is not heard. Knows no samples.
import type { PerformanceEvent } from './event-queue.js';

/** Events of [start, end) on the window's own clock, in time order; pedals and faders stand as they stood at its start. */
export function cutEvents(
  events: readonly PerformanceEvent[],
  [startSeconds, endSeconds]: readonly [number, number],
): PerformanceEvent[] {
  const standing = new Map<string, PerformanceEvent>();
  const inside: PerformanceEvent[] = [];
  const sounding = new Set<string>();
  for (const event of events) {
    const isBefore = event.timeSeconds < startSeconds;
    if (event.kind === 'control' && isBefore)
      standing.set(`${event.instrument} ${event.controller}`, { ...event, timeSeconds: 0 });
    if (isBefore || event.timeSeconds >= endSeconds) continue;
    const voice = event.kind === 'control' ? '' : `${event.instrument} ${event.key}`;
    if (event.kind === 'note-on') sounding.add(voice);
    // The end of a note that is not heard would end another one of the same key.
    if (event.kind === 'note-off' && !sounding.delete(voice)) continue;
    inside.push({ ...event, timeSeconds: event.timeSeconds - startSeconds });
  }
  return [...standing.values(), ...inside];
}
