// UXP's widgets are set up the same way whether they listen to properties or to attributes.
import { expect, test } from '@jest/globals';
import { setUp } from './widget-settings.js';

/** Attributes kept by name, as an element keeps them. */
function widget<P extends object>(properties: P) {
  const attributes: Record<string, string> = {};
  return Object.assign(properties, {
    attributes,
    getAttribute: (name: string) => attributes[name] ?? null,
    setAttribute: (name: string, value: string) => void (attributes[name] = value),
    removeAttribute: (name: string) => void delete attributes[name],
  });
}
const SLIDER = { min: 40, max: 220, showValue: false, value: 90 };

test('a widget without properties gets attributes', () => {
  const bare = widget({});
  setUp(bare, { ...SLIDER, checked: true });
  expect(bare.attributes).toEqual({ min: '40', max: '220', 'show-value': 'false', value: '90', checked: '' });
  setUp(bare, { checked: false });
  expect(bare.attributes).not.toHaveProperty('checked');
});

test('a widget with properties gets both, and its value as a property only', () => {
  const own = widget({ min: 0, max: 100, showValue: true, value: 50 });
  setUp(own, SLIDER);
  expect(own).toMatchObject(SLIDER);
  expect(own.attributes).not.toHaveProperty('value');
});

test('limits come before the value that they would cut', () => {
  let [max, value] = [100, 50];
  const strict = widget({
    get max() {
      return max;
    },
    set max(next: number) {
      max = next;
    },
    get value() {
      return value;
    },
    set value(next: number) {
      value = Math.min(max, next);
    },
  });
  setUp(strict, { max: 220, value: 180 });
  expect(value).toBe(180);
});

test('what is set already is not set again: it may be under the finger', () => {
  let writes = 0;
  const held = widget({
    get value() {
      return '90';
    },
    set value(_: string) {
      writes += 1;
    },
  });
  setUp(held, { value: 90 });
  expect(writes).toBe(0);
  setUp(held, { value: 91 });
  expect(writes).toBe(1);
});
