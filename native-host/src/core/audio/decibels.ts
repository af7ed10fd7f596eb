// Decibels to factors and back.
export function gainFromDb(gainDb: number): number {
  return 10 ** (gainDb / 20);
}

/** -Infinity for silence. */
export function dbFromGain(gain: number): number {
  return 20 * Math.log10(gain);
}
