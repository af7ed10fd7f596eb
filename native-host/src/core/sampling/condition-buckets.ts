// How times, tempi and accents become the small integers of condition vectors: what the families' conditions share. Knows no plan.

const LOWEST_BPM = 55;
const HIGHEST_BPM = 180;

/** How many of rising edges a value has reached. */
export function countNotAbove(edges: readonly number[], value: number): number {
  return edges.filter((edge) => edge <= value).length;
}

/** 0..15, even in the logarithm of the tempo. */
export function tempoBucket(bpm: number): number {
  const bucket = Math.floor((16 * Math.log(bpm / LOWEST_BPM)) / Math.log(HIGHEST_BPM / LOWEST_BPM));
  return Math.min(15, Math.max(0, bucket));
}

/** [T] places to the next accent after each; `none` where none follows before that many. */
export function placesToNextAccent(accents: Uint8Array, none: number): Int32Array {
  const ahead = new Int32Array(accents.length);
  let next = Number.POSITIVE_INFINITY;
  for (let place = accents.length - 1; place >= 0; place -= 1) {
    ahead[place] = Math.min(next - place, none);
    if (accents[place]! > 0) next = place;
  }
  return ahead;
}
