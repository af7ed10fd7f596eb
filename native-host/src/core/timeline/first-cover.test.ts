import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coverGaps, FirstCover } from './first-cover.js';

type Stretch = { startTicks: bigint; endTicks: bigint };

/** The definition: window after window, each takes what is left open of every gap. */
function coverOneByOne(gaps: readonly Stretch[], windows: readonly Stretch[]) {
  const covered: (Stretch & { cover: number | null })[] = [];
  let open = [...gaps];
  for (const [cover, window] of windows.entries()) {
    open = open.flatMap((gap) => {
      const startTicks = gap.startTicks > window.startTicks ? gap.startTicks : window.startTicks;
      const endTicks = gap.endTicks < window.endTicks ? gap.endTicks : window.endTicks;
      if (startTicks >= endTicks) return [gap];
      covered.push({ startTicks, endTicks, cover });
      const around = [
        { startTicks: gap.startTicks, endTicks: startTicks },
        { startTicks: endTicks, endTicks: gap.endTicks },
      ];
      return around.filter((rest) => rest.startTicks < rest.endTicks);
    });
  }
  const all = [...covered, ...open.map((gap) => ({ ...gap, cover: null }))];
  return all.sort((a, b) => Number(a.startTicks - b.startTicks));
}

const stretch = (start: number, length: number): Stretch => ({
  startTicks: BigInt(start),
  endTicks: BigInt(start + length),
});
const windows = fc.array(
  fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 1, max: 20 })).map(([a, b]) => stretch(a, b)),
  { maxLength: 12 },
);
/** In order and apart, or touching. */
const gaps = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 9 })), { maxLength: 8 }).map((steps) => {
  let at = 0;
  return steps.map(([skip, length]) => {
    const gap = stretch(at + skip, length);
    at += skip + length;
    return gap;
  });
});

test('gaps are covered as by taking the windows one by one', () => {
  fc.assert(
    fc.property(gaps, windows, (open, over) => {
      expect(coverGaps(open, over)).toEqual(coverOneByOne(open, over));
    }),
    { numRuns: 500 },
  );
});

test('at each moment the first window in order that covers it is found', () => {
  fc.assert(
    fc.property(windows, (over) => {
      const cover = new FirstCover(over);
      for (let at = -6n; at < 90n; at += 1n) {
        const first = over.findIndex(({ startTicks, endTicks }) => startTicks <= at && at < endTicks);
        expect(cover.at(at)).toBe(first < 0 ? undefined : first);
      }
    }),
  );
});

test.each(['side by side', 'all over one another'])('the work grows with the windows: %s', (how) => {
  const COUNT = 3000;
  let reads = 0;
  const counted = Array.from({ length: COUNT }, (_, i) => {
    const { startTicks, endTicks } =
      how === 'side by side' ? stretch(4 * i, 2) : stretch(i, 8 * COUNT - 2 * i);
    return {
      get startTicks() {
        reads += 1;
        return startTicks;
      },
      get endTicks() {
        reads += 1;
        return endTicks;
      },
    };
  });
  const open = Array.from({ length: COUNT }, (_, i) => stretch(4 * i + 1, 3));
  expect(coverGaps(open, counted).length).toBeGreaterThanOrEqual(COUNT);
  expect(reads).toBeLessThan(COUNT * 100); // each with each would be nine millions
});
