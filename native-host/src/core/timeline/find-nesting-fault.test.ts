import { describe, expect, test } from '@jest/globals';
import { clip, sequence, snapshot, track } from '../../../../test/host/timeline-samples.js';
import { DEEPEST_NESTING, findNestingFault } from './find-nesting-fault.js';

const holding = (guid: string, ...inner: string[]) =>
  sequence(guid, [track(inner.map((each, i) => clip([i, i + 1], { kind: 'sequence', sequenceGuid: each })))]);

describe('findNestingFault', () => {
  test('finds none in a sound nest, one that is used twice, or one that is not there', () => {
    const sound = snapshot([holding('a', 'b', 'c', 'gone'), holding('b', 'c'), sequence('c', [])]);
    expect(findNestingFault(sound)).toBeNull();
  });

  test('names the sequences of a cycle', () => {
    const cycle = snapshot([holding('a', 'b'), holding('b', 'c'), holding('c', 'b')]);
    expect(findNestingFault(cycle)).toEqual({
      kind: 'cycle',
      names: ['Sequence a', 'Sequence b', 'Sequence c', 'Sequence b'],
    });
  });

  test('finds a nest that is too deep, and one of the greatest depth sound', () => {
    const chain = (length: number) => {
      const all = Array.from({ length }, (_, i) =>
        holding(`s${i}`, ...(i + 1 < length ? [`s${i + 1}`] : [])),
      );
      return snapshot([all[0]!, ...all.slice(1)]);
    };
    expect(findNestingFault(chain(DEEPEST_NESTING))).toBeNull();
    expect(findNestingFault(chain(DEEPEST_NESTING + 1))?.kind).toBe('too-deep');
  });

  test('misses the root', () => {
    expect(findNestingFault(snapshot([sequence('a', [])], { rootGuid: 'x' }))?.kind).toBe('no-root');
  });
});
