// How loud music and the film's own sound are beside each other in a preview. Pure; any sample rate, channels interleaved or not.

/** The music stands this much under the film's sound, so that speech is understood. */
const UNDER_FILM_DB = 3;
/** A film that is hardly heard does not take the music away with it. */
const MOST_LOWERED_DB = -12;
/** AAC overshoots what it is given by a little. */
const HIGHEST_PEAK = 10 ** (-1.5 / 20);
/** Blocks below are silence, and those far below the loud ones are pauses. */
const SILENCE_DB = -60;
const PAUSE_DB = -10;

/** Level of a sound where it sounds, from the mean squares of its blocks, dBFS; null for silence. */
export function soundingLevelDb(meanSquares: readonly number[]): number | null {
  const sounding = meanSquares.filter((value) => value > 10 ** (SILENCE_DB / 10));
  if (sounding.length === 0) return null;
  const gate = mean(sounding) * 10 ** (PAUSE_DB / 10);
  return 10 * Math.log10(mean(sounding.filter((value) => value >= gate)));
}

/** Factor for the music beside a film of that level; 1 beside silence. */
export function musicFactor(filmDb: number | null, musicDb: number | null): number {
  if (filmDb === null || musicDb === null) return 1;
  const gainDb = Math.min(0, Math.max(MOST_LOWERED_DB, filmDb - UNDER_FILM_DB - musicDb));
  return 10 ** (gainDb / 20);
}

/** Factor for the sum, by which nothing is cut off. */
export function peakFactor(peak: number): number {
  return peak > HIGHEST_PEAK ? HIGHEST_PEAK / peak : 1;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
