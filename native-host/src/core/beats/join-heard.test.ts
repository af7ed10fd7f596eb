import { describe, expect, test } from '@jest/globals';
import { joinHeard } from './join-heard.js';

const grid = (from: number, to: number, every = 0.5, shift = 0) => {
  const times: number[] = [];
  for (let i = Math.ceil(from / every); i * every < to; i += 1) times.push(i * every + shift);
  return times;
};
/** A piece of 120 s with a beat each half second and a bar each two; 50-60 s are new, 30-80 s were heard again. */
const BEFORE = { beatsSeconds: grid(0, 120), downbeatsSeconds: grid(0, 120, 2) };
const HEARD = {
  beatsSeconds: grid(30, 80),
  downbeatsSeconds: grid(30, 80, 2),
  heardFromSeconds: 30,
  heardToSeconds: 80,
  changedFromSeconds: 50,
  changedToSeconds: 60,
  pieceSeconds: 120,
};

describe('joinHeard', () => {
  test('gives what was heard before where the new hearing says the same', () => {
    const joined = joinHeard(BEFORE, HEARD);
    expect(joined).toEqual({ ...BEFORE, tempoBpm: 120 });
  });

  test('takes the new beats between the last and the first beat in which both agree', () => {
    const anew = [...grid(30, 50.1), ...grid(50.5, 60, 0.5, 0.1), ...grid(60, 80)];
    const joined = joinHeard(BEFORE, { ...HEARD, beatsSeconds: anew, downbeatsSeconds: grid(30, 80, 2) });
    expect(joined?.beatsSeconds).toEqual([...grid(0, 50.1), ...grid(50.5, 60, 0.5, 0.1), ...grid(60, 120)]);
  });

  test('does not trust the edges of what was heard: their beats stay as they were', () => {
    const slipped = HEARD.beatsSeconds.map((time) => (time < 40 || time > 70 ? time + 0.2 : time));
    expect(joinHeard(BEFORE, { ...HEARD, beatsSeconds: slipped })?.beatsSeconds).toEqual(BEFORE.beatsSeconds);
  });

  test('needs no agreement before the start or behind the end of the piece', () => {
    const first = {
      ...HEARD,
      heardFromSeconds: 0,
      changedFromSeconds: 0,
      beatsSeconds: grid(0, 80, 0.5, 0.1),
    };
    expect(joinHeard(BEFORE, first)).toBeUndefined(); // none behind
    const last = {
      ...HEARD,
      heardToSeconds: 120,
      changedToSeconds: 120,
      beatsSeconds: [...grid(30, 51), 70],
    };
    expect(joinHeard(BEFORE, last)?.beatsSeconds).toEqual([...grid(0, 50.1), 50.5, 70]);
  });

  test('gives up where the two agree in no beat, or count their bars from other beats', () => {
    const off = HEARD.beatsSeconds.map((time) => time + 0.1);
    expect(joinHeard(BEFORE, { ...HEARD, beatsSeconds: off })).toBeUndefined();
    const bars = { ...HEARD, beatsSeconds: grid(30, 80, 2), downbeatsSeconds: [] };
    expect(joinHeard(BEFORE, bars)).toBeUndefined();
  });
});
