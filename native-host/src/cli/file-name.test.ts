import { describe, expect, test } from '@jest/globals';
import { asFileName } from './file-name.js';

const bytes = (text: string) => Buffer.byteLength(text);
const isWhole = (text: string) => !/\p{Surrogate}|\uFFFD/u.test(text);

describe('a name that is too long', () => {
  const letters = ['a', 'é', 'e\u0301', '我', '🎬', '👩‍👩‍👧‍👦', '🇫🇷', 'नी', 'x.', 'x '];
  test.each(letters.flatMap((letter) => [0, 1, 2, 3].map((before) => [letter, before] as const)))(
    'of %j after %i others is cut between two characters, with room for what follows',
    (letter, before) => {
      const name = asFileName(`${'b'.repeat(before)}${letter.repeat(120)}`, '.score');
      expect(bytes(`${name}.score`)).toBeLessThanOrEqual(143);
      expect(isWhole(name)).toBe(true);
      const kept = name.replace(/-[0-9a-f]{6}$/, '').slice(before);
      if (bytes(letter) > 1) expect(kept.replaceAll(letter, '').trim()).toMatch(/^(|x)$/);
      expect(asFileName(name, '.score')).toBe(name);
    },
  );

  test('is still another name than one that differs at its end', () => {
    const [one, two] = ['ab', 'cd'].map((end) => asFileName(`${'我'.repeat(83)}${end}`, '.score'));
    expect(one).not.toBe(two);
    expect(asFileName(`${'我'.repeat(83)}ab`, '.score')).toBe(one);
  });
});

describe('a name that a system keeps for itself', () => {
  test.each(['con', 'NUL', 'Com1', 'lpt9', 'aux.v2', 'prn.'])('%s gets another letter', (name) => {
    expect(asFileName(name)).not.toMatch(/^(con|nul|com1|lpt9|aux|prn)(\.|$)/i);
  });
  test.each([
    'console',
    'com',
    'lpt10',
    'nulls.v2',
    'take 2',
    '-a b',
    '100%d [v1]',
    '🎬 "fin"'.replaceAll('"', ''),
  ])('%s stays as it is', (name) => expect(asFileName(name)).toBe(name));
});

test.each(['', '.', '...', ' . ', '\u0000', '\ud83c', 'a\ud83c', 'a/b', 'a\u0085b', 'a\uFFFDb', ' a. '])(
  '%j becomes a name that can be written everywhere',
  (text) => {
    const name = asFileName(text);
    expect(name).toMatch(/^[^.\s<>:"/\\|?*\p{Cc}]([^<>:"/\\|?*\p{Cc}]*[^.\s])?$/u);
    expect(isWhole(name)).toBe(true);
  },
);
