import { expect, test } from '@jest/globals';
import { clip } from '../../../../test/host/timeline-samples.js';
import { effectsWarning, gatherWarnings, unseenWarning } from './shot-warnings.js';

const offline = (name: string, atSeconds: number) =>
  unseenWarning(clip([0, 1], { name }), 'offline', atSeconds);

test('a clip that is used often is named once, where it is first', () => {
  expect(gatherWarnings([offline('A', 1), offline('B', 2), offline('A', 3)])).toEqual([
    offline('A', 1),
    offline('B', 2),
  ]);
});

test('of three hundred offline clips a dozen are named, and the rest are counted', () => {
  const many = Array.from({ length: 300 }, (_, i) => offline(`Clip ${i}`, i));
  const gathered = gatherWarnings([...many, { code: 'speed-ramp', detail: 'a ramp' }]);
  expect(gathered.filter(({ code }) => code === 'clip-offline')).toHaveLength(13);
  expect(gathered.at(-1)).toEqual({ code: 'clip-offline', detail: '288 more clips have the same problem.' });
  expect(gathered).toContainEqual({ code: 'speed-ramp', detail: 'a ramp' });
});

test('effects that media does not show are named once each', () => {
  const touched = [clip([0, 1], { effects: ['Tint', 'Crop'] }), clip([1, 2], { effects: ['Tint'] })];
  expect(effectsWarning(touched)!.detail).toContain('(Tint, Crop)');
  expect(effectsWarning([clip([0, 1], { effects: [] }), clip([1, 2])])).toBeNull();
});
