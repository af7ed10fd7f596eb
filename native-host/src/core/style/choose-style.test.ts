import { describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { chooseStyle } from './choose-style.js';

const manifest = {
  id: 'small',
  styles: [
    { id: 'ambient', title: 'Ambient', tempoBpm: [60, 92] as [number, number] },
    { id: 'house', title: 'House', tempoBpm: [112, 134] as [number, number] },
  ],
  stylePrototypes: [
    [1, 0],
    [0, 1],
  ],
};
const likeHouse = Float32Array.of(0.1, 0.9);

describe('chooseStyle', () => {
  test('takes the style whose prototype is nearest to the picture', () => {
    const choice = chooseStyle({ style: 'auto' }, likeHouse, manifest);
    expect(choice).toMatchObject({ id: 'house', index: 1, tempoRangeBpm: [112, 134], unusualTempo: false });
    expect(choice.scores['house']).toBeGreaterThan(choice.scores['ambient']!);
  });

  test('with a tempo, takes the nearest style that can be played at it', () => {
    const choice = chooseStyle({ style: 'auto', tempoBpm: [80, 100] }, likeHouse, manifest);
    expect(choice).toMatchObject({ id: 'ambient', tempoRangeBpm: [80, 92], unusualTempo: false });
  });

  test('obeys a tempo outside the range of a named style, and says that it is unusual', () => {
    const choice = chooseStyle({ style: 'house', tempoBpm: [90, 90] }, likeHouse, manifest);
    expect(choice).toMatchObject({ id: 'house', tempoRangeBpm: [90, 90], unusualTempo: true });
  });

  test('names the styles when asked for an unknown one', () => {
    expect(() => chooseStyle({ style: 'polka' }, likeHouse, manifest)).toThrow(/ambient, house/);
  });

  test.each([[[0, 0]], [[120, 100]], [[NaN, NaN]], [[90, 900]]] as [number, number][][])(
    'refuses tempo %j',
    (tempoBpm) => {
      const choose = () => chooseStyle({ style: 'house', tempoBpm }, likeHouse, manifest);
      expect(choose).toThrow(ScoreError);
      expect(choose).toThrow(/tempo-invalid/);
    },
  );
});
