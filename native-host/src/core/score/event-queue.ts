// Performance events, put in any order and taken in time order. Knows nothing of what they mean.
export type PerformanceEvent = { timeSeconds: number; instrument: number } & (
  | { kind: 'note-off'; key: number }
  | { kind: 'control'; controller: number; value: number }
  | { kind: 'note-on'; key: number; velocity: number }
);

/** At one instant keys go up, then pedals and faders move, then keys go down. */
const KIND_ORDER = { 'note-off': 0, control: 1, 'note-on': 2 } as const;

type Entry = { event: PerformanceEvent; sequence: number };

function isBefore(a: Entry, b: Entry): boolean {
  if (a.event.timeSeconds !== b.event.timeSeconds) return a.event.timeSeconds < b.event.timeSeconds;
  const order = KIND_ORDER[a.event.kind] - KIND_ORDER[b.event.kind];
  return order !== 0 ? order < 0 : a.sequence < b.sequence;
}

export class EventQueue {
  readonly #entries: Entry[] = []; // sorted, next event last
  #sequence = 0;

  add(event: PerformanceEvent): void {
    const entry = { event, sequence: this.#sequence++ };
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#entries[middle];
      if (other && isBefore(entry, other)) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }

  /** Removes and returns all events before `untilSeconds`, in order. */
  takeUntil(untilSeconds: number): PerformanceEvent[] {
    const taken: PerformanceEvent[] = [];
    for (
      let next = this.#entries.at(-1);
      next && next.event.timeSeconds < untilSeconds;
      next = this.#entries.at(-1)
    ) {
      taken.push(next.event);
      this.#entries.pop();
    }
    return taken;
  }
}
