import { expect, test } from '@jest/globals';
import { StallWatch } from './stall-watch.js';

/** A child with a clock that is moved by hand. */
function watched(usedMs: (second: number) => number | undefined) {
  let tick = () => undefined as void;
  let second = 0;
  let isTicking = false;
  const stalls: string[] = [];
  const watch = new StallWatch(
    {
      usedMs: () => Promise.resolve(usedMs(second)),
      onStall(reason) {
        stalls.push(reason);
        return new Error(reason);
      },
    },
    {
      idleSeconds: 30,
      busySeconds: 900,
      everySecond(each) {
        isTicking = true;
        tick = each;
        return () => (isTicking = false);
      },
    },
  );
  const pass = async (seconds: number) => {
    for (let i = 0; i < seconds; i += 1) {
      second += 1;
      if (isTicking) tick();
      await Promise.resolve();
    }
  };
  return { watch, stalls, pass, isTicking: () => isTicking };
}
const never = () => new Promise<never>(() => undefined);

test('a child that uses no processor time is given up after the shorter limit', async () => {
  const { watch, pass, stalls } = watched(() => 1234);
  const owed = watch.during(never());
  await pass(30);
  expect(stalls).toEqual([]);
  await pass(5);
  await expect(owed).rejects.toThrow('has done nothing for 30 seconds');
});

test('one that is slow, but moves by a hundredth of a second in a while, is waited for', async () => {
  const { watch, pass, stalls } = watched((second) => Math.floor(second / 25) * 10);
  const owed = watch.during(never());
  await pass(899);
  expect(stalls).toEqual([]);
  await pass(1);
  await expect(owed).rejects.toThrow('has given nothing for 900 seconds'); // it goes round in circles
});

test('where processor time cannot be read only the longer limit holds', async () => {
  const { watch, pass, stalls } = watched(() => undefined);
  watch.during(never()).catch(() => undefined);
  await pass(899);
  expect(stalls).toEqual([]);
  await pass(1);
  expect(stalls).toHaveLength(1);
});

test('each answer, and each word of progress, begins the waiting anew', async () => {
  const { watch, pass, stalls } = watched(() => 0);
  for (let i = 0; i < 20; i += 1) {
    const owed = watch.during(new Promise((resolve) => setImmediate(resolve)));
    await pass(25);
    await owed;
  }
  watch.during(never()).catch(() => undefined);
  for (let i = 0; i < 20; i += 1) {
    await pass(25);
    watch.noteProgress();
  }
  expect(stalls).toEqual([]);
});

test('nobody is watched while nothing is owed', async () => {
  const { watch, pass, stalls, isTicking } = watched(() => 0);
  await watch.during(Promise.resolve('answer'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isTicking()).toBe(false);
  await pass(5000);
  expect(stalls).toEqual([]);
});

test('what is owed is passed on, also when it fails', async () => {
  const { watch } = watched(() => 0);
  expect(await watch.during(Promise.resolve(7))).toBe(7);
  await expect(watch.during(Promise.reject(new Error('no')))).rejects.toThrow('no');
});
