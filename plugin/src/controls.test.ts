// Controls: what the tempo and the style do to one another, and what is remembered with the sequence.
import { expect, test } from '@jest/globals';
import { MODELS } from '../../test/panel/page/sample-states.js';
import {
  FIRST_CONTROLS,
  areChanged,
  readSettings,
  stylesOf,
  tempoLimits,
  toScoreControls,
  writeSettings,
  type PanelControls,
} from './controls.js';

const styles = stylesOf(MODELS);
const fixed = (bpm: number): PanelControls => ({ ...FIRST_CONTROLS, tempo: { isAuto: false, bpm } });

test('Auto tempo asks for no tempo, a set one for exactly that', () => {
  expect(toScoreControls(FIRST_CONTROLS, 5)).toEqual({ style: 'auto', intensity: 50, sync: 80, seed: 5 });
  expect(toScoreControls(fixed(96), 5).tempoBpm).toEqual([96, 96]);
});

test('the slider spans the style, all styles for Auto, and the limits where no model is known', () => {
  expect(tempoLimits({ ...FIRST_CONTROLS, style: 'house' }, styles)).toEqual([118, 130]);
  expect(tempoLimits(FIRST_CONTROLS, styles)).toEqual([60, 140]);
  expect(tempoLimits(FIRST_CONTROLS, [])).toEqual([40, 220]);
});

test('a tempo that was set is kept when another style is chosen, and Auto leaves it to each style', () => {
  const kept = { ...fixed(90), style: 'house' };
  expect(toScoreControls(kept, 5).tempoBpm).toEqual([90, 90]);
  expect(tempoLimits(kept, styles)).toEqual([90, 130]);
  expect(tempoLimits({ ...FIRST_CONTROLS, style: 'house' }, styles)).toEqual([118, 130]);
});

test('a wish that differs from the score that stands is told from one that does not', () => {
  const settings = writeSettings(toScoreControls(fixed(96), 42));
  expect(areChanged({ ...fixed(96), seed: 7, takeCount: 3 }, settings)).toBe(false);
  expect(areChanged(fixed(97), settings)).toBe(true);
  expect(areChanged({ ...fixed(96), style: 'house' }, settings)).toBe(true);
  expect(areChanged(fixed(96), 'not JSON')).toBe(false);
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
