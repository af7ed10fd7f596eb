import { expect, test } from '@jest/globals';
import { PacketScanner } from './packet-scan.js';

test('the last frame is the latest shown, not the latest stored', () => {
  const scanner = new PacketScanner();
  for (const seconds of [0, 0.12, 0.04, 0.08]) scanner.add(seconds, 0.04);
  const scan = scanner.result('whole');
  expect(scan).toMatchObject({ isWhole: true, lastSeconds: 0.12, lastDurationSeconds: 0.04 });
  expect(scan?.averageStepSeconds).toBeCloseTo(0.04);
});

test('no packet says nothing', () => {
  expect(new PacketScanner().result('tail')).toBeNull();
});

test('a single packet has no distance to another', () => {
  const scanner = new PacketScanner();
  scanner.add(5, 0);
  expect(scanner.result('tail')).toEqual({
    isWhole: false,
    lastSeconds: 5,
    lastDurationSeconds: 0,
    averageStepSeconds: 0,
    typicalStepSeconds: 0,
  });
});
