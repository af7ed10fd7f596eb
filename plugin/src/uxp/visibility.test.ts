// When a panel counts as seen: by its size, where Premiere tells it.
import { expect, test } from '@jest/globals';
import { createVisibility } from './visibility.js';

test('a panel that lost its size is not shown, and is again with one', () => {
  let size = 100;
  const isShown = createVisibility(() => size);
  expect(isShown()).toBe(true);
  size = 0;
  expect(isShown()).toBe(false);
  size = 50;
  expect(isShown()).toBe(true);
});

test('where no size is ever told, the panel counts as shown', () => {
  expect(createVisibility(() => 0)()).toBe(true);
});
