// Controls: what the tempo, its lock and the style do to one another, and what is remembered with the sequence.
import { expect, test } from '@jest/globals';
import { MODELS } from '../../test/panel/page/sample-states.js';
import {
  FIRST_CONTROLS,
  readSettings,
  stylesOf,
  tempoLimits,
  toScoreControls,
  withStyle,
  withTempoLock,
  writeSettings,
  type PanelControls,
} from './controls.js';

const styles = stylesOf(MODELS);
const fixed = (bpm: number, isLocked = false): PanelControls => ({
  ...FIRST_CONTROLS,
  tempo: { isAuto: false, bpm, isLocked },
});

test('Auto tempo asks for no tempo, a set one for exactly that', () => {
  expect(toScoreControls(FIRST_CONTROLS, 5)).toEqual({ style: 'auto', intensity: 50, sync: 80, seed: 5 });
  expect(toScoreControls(fixed(96), 5).tempoBpm).toEqual([96, 96]);
});

test('the slider spans the style, all styles for Auto, and the limits where no model is known', () => {
  expect(tempoLimits({ ...FIRST_CONTROLS, style: 'house' }, styles)).toEqual([118, 130]);
  expect(tempoLimits(FIRST_CONTROLS, styles)).toEqual([60, 140]);
  expect(tempoLimits(FIRST_CONTROLS, [])).toEqual([40, 220]);
});

test('another style moves an unlocked tempo into its range and leaves a locked one alone', () => {
  expect(withStyle(fixed(90), 'house', styles).tempo.bpm).toBe(118);
  expect(withStyle(fixed(150), 'ambient', styles).tempo.bpm).toBe(90);
  const locked = withStyle(fixed(90, true), 'house', styles);
  expect(locked.tempo.bpm).toBe(90);
  expect(tempoLimits(locked, styles)).toEqual([90, 130]);
});

test('locking Auto holds the tempo that was found', () => {
  expect(withTempoLock(FIRST_CONTROLS, true, 121.6).tempo).toEqual({
    isAuto: false,
    bpm: 122,
    isLocked: true,
  });
  expect(withTempoLock(fixed(96), true, 121.6).tempo).toEqual({ isAuto: false, bpm: 96, isLocked: true });
  expect(withTempoLock(fixed(96, true), false, null).tempo).toEqual({
    isAuto: false,
    bpm: 96,
    isLocked: false,
  });
});

test('remembered controls come back as they were', () => {
  const controls = { ...fixed(96), style: 'house', intensity: 70, sync: 20 };
  const settings = writeSettings(toScoreControls(controls, 42));
  expect(readSettings(settings, FIRST_CONTROLS)).toEqual({ ...controls, seed: 42 });
});

test.each(['', 'null', '{"style":3}', '[]', '{"intensity":900,"seed":1}'])(
  'settings %j are left alone',
  (settings) => {
    expect(readSettings(settings, FIRST_CONTROLS)).toBe(FIRST_CONTROLS);
  },
);

test('the model that is used when none is named gives the styles', () => {
  const other = { ...MODELS[0]!, id: 'audio', isDefault: false, styles: [] };
  expect(stylesOf([other, ...MODELS])).toHaveLength(4);
  expect(stylesOf([])).toEqual([]);
});
