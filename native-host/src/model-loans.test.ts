import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { ModelLoans } from './model-loans.js';

let story: string[] = [];
let closed = 0;
const open = (modelId: string) => {
  story.push(`open ${modelId}`);
  return Promise.resolve({
    openJob: () => ({ modelId, close: () => void (closed += 1) }),
    dispose: () => void story.push(`put away ${modelId}`),
  });
};
const use = (loans: ModelLoans<{ modelId: string; close(): void }>, modelId: string) =>
  loans.lend(modelId, (job) => Promise.resolve(job.modelId));
beforeEach(() => {
  story = [];
  closed = 0;
});

test('what was opened is lent again, until another model is asked for', async () => {
  const loans = new ModelLoans(open, 60_000);
  expect(await use(loans, 'a')).toBe('a');
  await use(loans, 'a');
  expect(await use(loans, 'b')).toBe('b');
  loans.putAway();
  expect(story).toEqual(['open a', 'put away a', 'open b', 'put away b']);
});

test('after a wrong request the parts are kept, after anything else they are not', async () => {
  const loans = new ModelLoans(open, 60_000);
  const fail = (error: Error) => loans.lend('a', () => Promise.reject(error)).catch(() => undefined);
  await fail(new ScoreError('media-unreadable', ''));
  expect(story).toEqual(['open a']);
  await fail(new ScoreError('engine-died', ''));
  await fail(new ScoreError('cancelled', ''));
  await fail(new Error('a bug'));
  expect(story.slice(1)).toEqual(['put away a', 'open a', 'put away a', 'open a', 'put away a']);
  expect(closed).toBe(4); // each job, however it ended
});

test('what nobody needs is put away, but never while it is lent', async () => {
  const loans = new ModelLoans(open, 20);
  await use(loans, 'a');
  await loans.lend('a', () => wait(60));
  expect(story).toEqual(['open a']);
  await wait(60);
  expect(story).toEqual(['open a', 'put away a']);
});

test('parts that cannot be opened are tried again the next time', async () => {
  let tries = 0;
  const loans = new ModelLoans((modelId: string) => {
    tries += 1;
    return tries === 1 ? Promise.reject(new ScoreError('model-damaged', '')) : open(modelId);
  }, 60_000);
  await expect(use(loans, 'a')).rejects.toMatchObject({ code: 'model-damaged' });
  expect(await use(loans, 'a')).toBe('a');
  loans.putAway();
});
