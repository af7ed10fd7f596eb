// Between Premiere's TickTime and whole ticks; the only way times enter and leave the adapter. ticksNumber is never read: it is inexact.
import type { TickTime, premierepro } from '@adobe/premierepro';

export function ticksOf(time: TickTime): bigint {
  return BigInt(time.ticks);
}

/** For times that may be missing: to be called within the attempt that reads them, since one without whole ticks throws. */
export function ticksIfAny(time: TickTime | null | undefined): bigint | null {
  return time ? ticksOf(time) : null;
}

export function tickTime(ppro: premierepro, ticks: bigint): TickTime {
  return ppro.TickTime.createWithTicks(ticks.toString());
}

/** Absent where Premiere says "unset": TIME_INVALID, or a time before zero (P2). */
export function setTicks(ppro: premierepro, time: TickTime): bigint | null {
  const ticks = ticksOf(time);
  return ticks < 0n || ticks === ticksOf(ppro.TickTime.TIME_INVALID) ? null : ticks;
}
