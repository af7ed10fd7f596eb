import { describe, expect, test } from '@jest/globals';
import { clip } from '../../../../test/host/timeline-samples.js';
import { candidateFiles, chooseFile, type FileFacts } from './choose-file.js';

const FACTS: FileFacts = { durationSeconds: 60, framesPerSecond: 25, hasVideo: true, isStill: false };

function choose(
  given: Parameters<typeof clip>[1],
  readable: Record<string, Partial<FileFacts>>,
  missing: string[] = [],
) {
  const facts = Object.entries(readable).map(([path, rest]) => [path, { ...FACTS, ...rest }] as const);
  const chosen = chooseFile(clip([0, 10], given), { readable: new Map(facts), missing: new Set(missing) });
  return chosen.kind === 'file' ? chosen.path : chosen.kind === 'none' ? chosen.reason : chosen.kind;
}

const frames = [{ timeTicks: '0', path: '/frame.png' }];
const both = { mediaPath: '/m', proxyPath: '/p' };

describe('chooseFile', () => {
  test('prefers a proxy of the same length, give or take two frames', () => {
    expect(choose(both, { '/m': {}, '/p': { durationSeconds: 60.08 } })).toBe('/p');
    expect(choose(both, { '/m': { framesPerSecond: 5 }, '/p': { durationSeconds: 60.3 } })).toBe('/p');
  });

  test('does not trust a proxy of another length, or one without a picture', () => {
    expect(choose(both, { '/m': {}, '/p': { durationSeconds: 61 } })).toBe('/m');
    expect(choose(both, { '/m': {}, '/p': { hasVideo: false } })).toBe('/m');
  });

  test('takes a proxy where the media cannot be read', () => {
    expect(choose({ ...both, isOffline: true }, { '/p': {} })).toBe('/p');
  });

  test('takes exported frames before files of a clip that is offline, and after those of one that is not', () => {
    expect(choose({ mediaPath: '/m', isOffline: true, frames }, { '/m': {} })).toBe('exported');
    expect(choose({ mediaPath: '/m', frames }, { '/m': {} })).toBe('/m');
    expect(choose({ mediaPath: '/m', frames }, {})).toBe('exported');
    expect(choose({ kind: 'graphic', frames }, {})).toBe('exported');
  });

  test('says why there is nothing', () => {
    expect(choose({ mediaPath: '/m' }, {}, ['/m'])).toBe('offline');
    expect(choose({ mediaPath: '/m', isOffline: true }, {})).toBe('offline');
    expect(choose({ mediaPath: '/m' }, {})).toBe('unreadable');
    expect(choose({ mediaPath: '/m' }, { '/m': { hasVideo: false } })).toBe('no-picture');
    expect(choose({ kind: 'sequence', sequenceGuid: 'gone' }, {})).toBe('nest-unknown');
  });

  test('never looks at files of titles, adjustment layers and nests', () => {
    expect(candidateFiles(clip([0, 1], both))).toEqual(['/p', '/m']);
    for (const kind of ['graphic', 'adjustment', 'synthetic', 'sequence'] as const)
      expect(candidateFiles(clip([0, 1], { ...both, kind }))).toEqual([]);
  });
});
