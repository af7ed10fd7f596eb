// Spans of time on the timeline, in whole ticks, and what can be done with them. Pure: knows no object of Premiere.
import type { TickRange } from '@framescore/contract';

/** Start inclusive, end exclusive. */
export type Range = { startTicks: bigint; endTicks: bigint };

export function toTickRange(range: Range): TickRange {
  return { startTicks: range.startTicks.toString(), endTicks: range.endTicks.toString() };
}

export function fromTickRange(range: TickRange): Range {
  return { startTicks: BigInt(range.startTicks), endTicks: BigInt(range.endTicks) };
}

export function intersects(a: Range, b: Range): boolean {
  return a.startTicks < b.endTicks && a.endTicks > b.startTicks;
}

export function contains(outer: Range, inner: Range): boolean {
  return inner.startTicks >= outer.startTicks && inner.endTicks <= outer.endTicks;
}

export function holds(range: Range, ticks: bigint): boolean {
  return ticks >= range.startTicks && ticks < range.endTicks;
}

export function joined(a: Range, b: Range): Range {
  return {
    startTicks: a.startTicks < b.startTicks ? a.startTicks : b.startTicks,
    endTicks: a.endTicks > b.endTicks ? a.endTicks : b.endTicks,
  };
}

export function common(a: Range, b: Range): Range | null {
  const startTicks = a.startTicks > b.startTicks ? a.startTicks : b.startTicks;
  const endTicks = a.endTicks < b.endTicks ? a.endTicks : b.endTicks;
  return startTicks < endTicks ? { startTicks, endTicks } : null;
}

/** What is left of some spans once another one is taken out of them. */
export function without(ranges: readonly Range[], taken: Range): Range[] {
  return ranges.flatMap((range) => {
    if (!intersects(range, taken)) return [range];
    const before = { startTicks: range.startTicks, endTicks: taken.startTicks };
    const after = { startTicks: taken.endTicks, endTicks: range.endTicks };
    return [before, after].filter(({ startTicks, endTicks }) => startTicks < endTicks);
  });
}

export function lengthOf({ startTicks, endTicks }: Range): bigint {
  return endTicks > startTicks ? endTicks - startTicks : 0n;
}
