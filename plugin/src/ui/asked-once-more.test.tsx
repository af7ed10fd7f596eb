// What is asked once more before music goes: which score, in timecodes, and only as long as it is about that one.
import { afterEach, expect, test } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/react';
import { PLACED, SAMPLE_STATES, SCORED_RANGE, rangeOf } from '../../../test/panel/page/sample-states.js';
import { isThere, show } from '../../../test/panel/page/show-state.js';

afterEach(cleanup);

const { placed } = SAMPLE_STATES;

test('a take that would replace another score says which, and what is agreed to goes with the press', async () => {
  const replaced = [{ jobId: 'job-9', isWhole: true, start: '00:00:10:00', end: '00:00:15:00' }];
  const takeQuestion = { jobId: 'job-1', take: 2, version: 1, replaced };
  const { press, pressed } = await show({ ...placed, takeQuestion });
  expect(screen.getByLabelText('Use Take 2?').textContent).toContain(
    'Take 2 replaces the score at 00:00:10:00–00:00:15:00.',
  );
  await press('Replace');
  await press('Keep what is there');
  expect(pressed).toEqual([['switchTake', 'job-1', 2, 1, ['job-9']], ['keepScores']]);
});

test('"Remove score?" names the score, and is not about the next one that comes under the range', async () => {
  const { press, become } = await show(placed);
  await press('Remove score…');
  expect(isThere(/the score at 00:00:04:00–00:00:28:00 go/)).toBe(true);
  const next = { ...PLACED, jobId: 'job-2', range: rangeOf(40, 50), parts: [rangeOf(40, 50)] };
  const range = { ...SCORED_RANGE, placed: next, scores: [PLACED, next] };
  await act(async () => {
    become({ ...placed, range });
    await Promise.resolve();
  });
  expect(isThere('Remove score')).toBe(false);
  expect(isThere('Remove score…')).toBe(true);
});
