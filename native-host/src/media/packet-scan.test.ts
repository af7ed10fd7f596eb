import { expect, test } from '@jest/globals';
import { PacketScanner } from './packet-scan.js';

const FILM = { formatName: 'matroska,webm', startSeconds: 0 };

test('the last frame is the latest shown, not the latest stored', () => {
  const scanner = new PacketScanner(FILM, 0.04);
  for (const seconds of [0, 0.12, 0.04, 0.08]) scanner.add(seconds, null, 0.04);
  const scan = scanner.result('whole');
  expect(scan).toMatchObject({ isWhole: true, lastSeconds: 0.12, lastDurationSeconds: 0.04 });
  expect(scan?.averageStepSeconds).toBeCloseTo(0.04);
});

test('no packet says nothing', () => {
  expect(new PacketScanner(FILM, 0.04).result('tail')).toBeNull();
});

test('a single packet has no distance to another', () => {
  const scanner = new PacketScanner(FILM, 0.04);
  scanner.add(5, null, 0);
  expect(scanner.result('tail')).toEqual({
    isWhole: false,
    lastSeconds: 5,
    lastDurationSeconds: 0,
    restartCount: 0,
    averageStepSeconds: 0,
    typicalStepSeconds: 0,
  });
});

test('packets without times are counted from the start on, each for as long as it says', () => {
  const scanner = new PacketScanner({ formatName: 'h264', startSeconds: 0 }, 0.04);
  for (let i = 0; i < 10; i += 1) scanner.add(null, null, i < 5 ? 0.02 : 0);
  expect(scanner.result('whole')?.lastSeconds).toBeCloseTo(5 * 0.02 + 4 * 0.04);
});

test('a clock that starts anew goes on where it was', () => {
  const scanner = new PacketScanner({ formatName: 'mpegts', startSeconds: 1.4 }, 0.04);
  for (let i = 0; i < 100; i += 1) scanner.add(1.4 + (i % 50) * 0.04, null, 0.04);
  const scan = scanner.result('whole');
  expect(scan?.restartCount).toBe(1);
  expect(scan?.lastSeconds).toBeCloseTo(1.4 + 99 * 0.04);
});

test('where only some packets say when they are shown, the others follow those', () => {
  const scanner = new PacketScanner({ formatName: 'mpeg', startSeconds: 0.54 }, 0.04);
  for (let i = 0; i < 12; i += 1) scanner.add(i % 4 === 0 ? 0.54 + i * 0.04 : null, 0.5 + i * 0.04, 0.04);
  expect(scanner.result('whole')?.lastSeconds).toBeCloseTo(0.54 + 11 * 0.04);
});

test('where none does, the decoding times count', () => {
  const scanner = new PacketScanner({ formatName: 'avi', startSeconds: 0 }, 0.04);
  for (const seconds of [0, 0.04, 0.2]) scanner.add(null, seconds, 0.04);
  expect(scanner.result('tail')?.lastSeconds).toBeCloseTo(0.2);
});
