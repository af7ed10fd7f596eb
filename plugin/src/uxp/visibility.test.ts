// When a panel counts as seen: told by Premiere, or by its size, where Premiere tells it.
import { expect, test } from '@jest/globals';
import { createVisibility } from './visibility.js';

test('a hidden panel is not shown until it is told to be', () => {
  const panel = createVisibility(() => 100);
  expect(panel.isShown()).toBe(true);
  panel.hide();
  expect(panel.isShown()).toBe(false);
  panel.show();
  expect(panel.isShown()).toBe(true);
});

test('a panel that lost its size is not shown, though nobody told', () => {
  let size = 100;
  const panel = createVisibility(() => size);
  expect(panel.isShown()).toBe(true);
  size = 0;
  expect(panel.isShown()).toBe(false);
  size = 50;
  expect(panel.isShown()).toBe(true);
});

test('where no size is ever told, the panel counts as shown', () => {
  expect(createVisibility(() => 0).isShown()).toBe(true);
});
