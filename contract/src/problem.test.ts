import { expect, test } from '@jest/globals';
import { PROBLEMS, ScoreError, isCancelled } from './problem.js';

const problems = Object.entries(PROBLEMS);

test('exit codes are those of the command line, and each of them is used', () => {
  expect([...new Set(problems.map(([, { exitCode }]) => exitCode))].sort((a, b) => a - b)).toEqual([
    2, 3, 4, 5, 130,
  ]);
});

test('a fault of the caller has a 4xx status, a fault of the machine a 5xx one', () => {
  for (const [code, { status, exitCode }] of problems) {
    const isCallers = exitCode === 2 || exitCode === 3 || code === 'cancelled';
    expect([code, Math.floor(status / 100)]).toEqual([code, isCallers ? 4 : 5]);
  }
});

test('titles are sentences that can stand before a detail', () => {
  for (const [, { title }] of problems) expect(title).toMatch(/^[A-Z].*\.$/);
  expect(new Set(problems.map(([, { title }]) => title)).size).toBe(problems.length);
});

test('an error keeps its code, its detail and its cause', () => {
  const cause = new Error('EACCES');
  const error = new ScoreError('output-unwritable', 'Choose another folder.', { cause });
  expect(error).toMatchObject({
    name: 'ScoreError',
    code: 'output-unwritable',
    detail: 'Choose another folder.',
    cause,
  });
  expect(error.message).toBe('output-unwritable: Choose another folder.');
});

test('only a cancelled run is cancelled', () => {
  expect(isCancelled(new ScoreError('cancelled', ''))).toBe(true);
  expect(isCancelled(new ScoreError('internal', ''))).toBe(false);
  expect(isCancelled(new Error('cancelled'))).toBe(false);
  expect(isCancelled(undefined)).toBe(false);
});
