// Which of many windows covers a moment: the first one in their own order. Moments are asked for in rising order, so that all of them
// together cost no more than sorting the windows.

type Stretch = { startTicks: bigint; endTicks: bigint };

export class FirstCover {
  private readonly byStart: number[];
  private nextStart = 0;
  /** Those that have begun, the first in order on top; one that has ended leaves when it gets there. */
  private readonly begun = new SmallestFirst();

  /** [startTicks, endTicks) each. */
  constructor(private readonly windows: readonly Stretch[]) {
    const startOf = (index: number) => windows[index]!.startTicks;
    this.byStart = [...windows.keys()].sort((a, b) => compareTicks(startOf(a), startOf(b)));
  }

  /** The index of the first window that covers the moment. */
  at(ticks: bigint): number | undefined {
    for (
      let index = this.byStart[this.nextStart];
      index !== undefined && this.windows[index]!.startTicks <= ticks;
      index = this.byStart[this.nextStart]
    ) {
      this.begun.add(index);
      this.nextStart += 1;
    }
    while (this.begun.top !== undefined && this.windows[this.begun.top]!.endTicks <= ticks)
      this.begun.removeTop();
    return this.begun.top;
  }
}

/** What covers each stretch of the gaps (in order, apart from one another), by index of the windows; null where nothing does. */
export function coverGaps(
  gaps: readonly Stretch[],
  windows: readonly Stretch[],
): (Stretch & { cover: number | null })[] {
  const cover = new FirstCover(windows);
  const edges = windows.flatMap(({ startTicks, endTicks }) => [startTicks, endTicks]).sort(compareTicks);
  const covered: (Stretch & { cover: number | null })[] = [];
  let edge = 0;
  for (const gap of gaps) {
    const first = covered.length;
    for (let at = gap.startTicks; at < gap.endTicks;) {
      while (edge < edges.length && edges[edge]! <= at) edge += 1;
      const next = edges[edge] ?? gap.endTicks;
      const endTicks = next < gap.endTicks ? next : gap.endTicks;
      const index = cover.at(at) ?? null;
      const last = covered.length > first ? covered.at(-1) : undefined;
      if (last?.cover === index) last.endTicks = endTicks;
      else covered.push({ startTicks: at, endTicks, cover: index });
      at = endTicks;
    }
  }
  return covered;
}

export function compareTicks(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A binary heap of numbers. */
class SmallestFirst {
  private readonly items: number[] = [];

  get top(): number | undefined {
    return this.items[0];
  }

  add(item: number): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let above = (at - 1) >> 1; at > 0 && items[above]! > item; above = (at - 1) >> 1) {
      items[at] = items[above]!;
      at = above;
    }
    items[at] = item;
  }

  removeTop(): void {
    const { items } = this;
    const item = items.pop();
    if (item === undefined || items.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below + 1 < items.length && items[below + 1]! < items[below]!) below += 1;
      if (below >= items.length || items[below]! >= item) break;
      items[at] = items[below]!;
      at = below;
    }
    items[at] = item;
  }
}
