// The panel's styles stay within the CSS that UXP draws, and each class that is styled is used.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { findForbiddenCss } from '../../../test/panel/forbidden-css.js';

const FOLDER = path.join(process.cwd(), 'plugin/src/ui');
const css = readFileSync(path.join(FOLDER, 'panel.css'), 'utf8');
const sources = readdirSync(FOLDER)
  .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
  .map((name) => readFileSync(path.join(FOLDER, name), 'utf8'))
  .join('\n');

test('the styles use nothing that UXP does not draw', () => {
  expect(findForbiddenCss(css)).toEqual([]);
});

test.each([
  ['a { display: grid; }', 'grid'],
  ['a { row-gap: 2px; }', 'gap'],
  ['a{gap:2px}', 'gap'],
  ['a { font: 12px sans-serif; }', 'font shorthand'],
  ['a { transition-duration: 1s; }', 'transition'],
  ['@keyframes x { }', 'animation'],
  ['a { position: fixed; }', 'position fixed'],
])('%s is found', (wrong, what) => {
  expect(findForbiddenCss(wrong)).toEqual([what]);
});

test('what is only spoken of in a comment is no finding, nor a longer word', () => {
  expect(findForbiddenCss('/* display: grid */ a { font-size: 12px; stop-gap-x: 1; }')).toEqual([]);
});

test('inline styles only place the marks of the strip', () => {
  expect(sources.match(/style=\{(?!left\()/g)).toBeNull();
});

test('every styled class is used', () => {
  const classes = new Set([...css.matchAll(/\.([a-z][a-z-]+)/g)].map(([, name]) => name ?? ''));
  // The theme's class carries the name of the theme.
  const isUsed = (name: string) => name.startsWith('theme-') || sources.includes(name);
  expect([...classes].filter((name) => !isUsed(name))).toEqual([]);
});
