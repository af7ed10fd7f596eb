// What the panel says of the score that stands on the timeline: its cuts, its beats, its style, its kind.
import { afterEach, expect, test } from '@jest/globals';
import { cleanup, screen } from '@testing-library/react';
import { SAMPLE_STATES, sampleTake } from '../../../test/panel/page/sample-states.js';
import { isThere, show } from '../../../test/panel/page/show-state.js';

afterEach(cleanup);

test('the strip draws every cut and beat and says how many meet', async () => {
  await show('placed');
  const strip = screen.getByRole('img');
  expect(strip.getAttribute('aria-label')).toBe('14 of 16 cuts on the beat, 48 beats');
  expect(strip.querySelectorAll('.strip-cut')).toHaveLength(16);
  expect(strip.querySelectorAll('.strip-cut.missed')).toHaveLength(2);
  expect(strip.querySelectorAll('.strip-beat')).toHaveLength(48);
  expect(strip.querySelectorAll('.strip-beat.downbeat')).toHaveLength(12);
});

test('the score says which kind of music it is, and takes do where they differ in it', async () => {
  await show('placed');
  expect(isThere('Played from notes · small · -16 LUFS')).toBe(true);
  const { placed } = SAMPLE_STATES;
  const bundle = { id: 'audio', version: '1', family: 'rvq', status: 'experimental', sha256: '' } as const;
  const [job, ...others] = placed.jobs;
  const [first, ...rest] = job!.takes;
  const changed = { ...first!, result: { ...first!.result, bundle } };
  cleanup();
  await show({ ...placed, jobs: [{ ...job!, takes: [changed, ...rest] }, ...others] });
  expect(document.body.textContent).toContain('Made as sound · audio · experimental');
  expect(document.querySelector('.take')?.textContent).toMatch(/Made as sound|Played from notes/);
});

test('missed cuts are named by the timecodes of the sequence, with advice that can be followed here', async () => {
  await show('placed');
  // Seconds 5.868 and 15.868 of a score that begins at 4 s, 25 frames a second.
  expect([...document.querySelectorAll('.missed-cut')].map(({ textContent }) => textContent)).toEqual([
    '00:00:09:22 132 ms',
    '00:00:19:22 132 ms',
  ]);
  expect(isThere('To meet more of them, raise “Beats on cuts”, or set a tempo.')).toBe(true);
  expect(document.body.textContent).not.toMatch(/result file|another seed|wider tempo/);
});

test('every missed cut can be looked at, however many', async () => {
  const { placed } = SAMPLE_STATES;
  const take = sampleTake(1);
  const cues = take.result.cues.map((cue) => ({ ...cue, distanceMs: 200 }));
  const takes = [{ ...take, result: { ...take.result, cues } }];
  const { press } = await show({ ...placed, jobs: [{ ...placed.jobs[0]!, takes }] });
  expect(document.querySelectorAll('.missed-cut')).toHaveLength(4);
  await press('Show all 16');
  expect(document.querySelectorAll('.missed-cut')).toHaveLength(16);
});

test('the strip has a time scale, and shades the part that is marked', async () => {
  await show('placed');
  const scale = document.querySelector('.strip-scale');
  expect(scale?.textContent).toBe('00:00:04:0000:00:16:0000:00:28:00');
  expect(document.querySelector('.strip-marked')).toBeNull();
  cleanup();
  await show('range-inside');
  // Seconds 6 to 11 of 24.
  expect(document.querySelector('.strip-marked')?.getAttribute('style')).toBe('left: 25%; width: 20.83%;');
});

test('a style that nobody chose says why it was, and a chosen one does not', async () => {
  await show('placed');
  expect(isThere('Cinematic fits the picture best, before Piano and Ambient.')).toBe(true);
});
