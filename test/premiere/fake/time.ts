// TickTime, FrameRate, Guid and RectF as values: exact integers inside, strings outside. They live as long as they like.
import type { FrameRate, Guid, RectF, TickTime, TimeDisplay } from '@adobe/premierepro';
import { native, type Implementation } from './native.js';
import { floorToFrame, roundToFrame, scaleTicks, secondsToTicks, TICKS_PER_SECOND } from './ticks.js';
import type { FakeWorld } from './world.js';

/** ExtendScript's "unset", which older builds still show (P2). */
export const NEGATIVE_UNSET_TICKS = -400_000n * TICKS_PER_SECOND;
/** Stands for TIME_INVALID. */
export const INVALID_TICKS = -(2n ** 62n);

export function ticksOf(time: TickTime): bigint {
  return BigInt(time.ticks);
}

export function makeTime(world: FakeWorld, ticks: bigint): TickTime {
  const members = {
    get seconds() {
      return Number(ticks) / Number(TICKS_PER_SECOND);
    },
    get ticks() {
      return ticks.toString();
    },
    get ticksNumber() {
      return Number(ticks);
    },
    equals: (other) => ticksOf(other) === ticks,
    alignToNearestFrame: (rate) => makeTime(world, roundToFrame(ticks, BigInt(rate.ticksPerFrame))),
    alignToFrame: (rate) => makeTime(world, floorToFrame(ticks, BigInt(rate.ticksPerFrame))),
    add: (other) => makeTime(world, ticks + ticksOf(other)),
    subtract: (other) => makeTime(world, ticks - ticksOf(other)),
    multiply: (factor) => makeTime(world, scaleTicks(ticks, factor)),
    divide: (divisor) => makeTime(world, scaleTicks(ticks, 1 / divisor)),
  } satisfies Implementation<TickTime>;
  return native<TickTime>(world, 'TickTime', members, { kind: 'value', id: ticks.toString() });
}

export function makeFrameRate(world: FakeWorld, ticksPerFrame: bigint): FrameRate {
  const members = {
    equals: (other: FrameRate) => BigInt(other.ticksPerFrame) === ticksPerFrame,
    ticksPerFrame: Number(ticksPerFrame),
    get value() {
      return Number(TICKS_PER_SECOND) / Number(ticksPerFrame);
    },
  } satisfies Implementation<FrameRate>;
  return native<FrameRate>(world, 'FrameRate', members, { kind: 'value', id: ticksPerFrame.toString() });
}

export function makeGuid(world: FakeWorld, guid: string): Guid {
  const members = { toString: () => guid } satisfies Implementation<Guid>;
  return native<Guid>(world, 'Guid', members, { kind: 'value', id: guid });
}

export function makeRect(world: FakeWorld, width: number, height: number): RectF {
  return native<RectF>(world, 'RectF', { width, height }, { kind: 'value', id: `${width}x${height}` });
}

export function makeTimeDisplay(world: FakeWorld, type: number): TimeDisplay {
  return native<TimeDisplay>(world, 'TimeDisplay', { type }, { kind: 'value', id: String(type) });
}

export function tickTimeStatic(world: FakeWorld): object {
  return {
    createWithTicks: (ticks: string) => makeTime(world, BigInt(ticks)),
    createWithSeconds: (seconds: number) => makeTime(world, secondsToTicks(seconds)),
    createWithFrameAndFrameRate: (frames: number, rate: FrameRate) =>
      makeTime(world, BigInt(Math.round(frames)) * BigInt(rate.ticksPerFrame)),
    TIME_ZERO: makeTime(world, 0n),
    TIME_ONE_SECOND: makeTime(world, TICKS_PER_SECOND),
    TIME_ONE_MINUTE: makeTime(world, 60n * TICKS_PER_SECOND),
    TIME_ONE_HOUR: makeTime(world, 3600n * TICKS_PER_SECOND),
    TIME_MAX: makeTime(world, 2n ** 62n - 1n),
    TIME_MIN: makeTime(world, -(2n ** 62n) + 1n),
    TIME_INVALID: makeTime(world, INVALID_TICKS),
  };
}

/** The exact length of a frame of a rate given as a decimal. */
export function frameRateStatic(world: FakeWorld): object {
  return {
    createWithValue: (value: number) => {
      const isNtsc = Math.abs(value * 1.001 - Math.round(value * 1.001)) < 0.01 && !Number.isInteger(value);
      const whole = BigInt(Math.round(isNtsc ? value * 1.001 : value));
      const ticks = isNtsc ? (TICKS_PER_SECOND * 1001n) / (whole * 1000n) : TICKS_PER_SECOND / whole;
      return makeFrameRate(world, ticks);
    },
  };
}
