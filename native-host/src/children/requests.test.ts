import { expect, test } from '@jest/globals';
import { Requests } from './requests.js';
import { StallWatch } from './stall-watch.js';

type Reply = { id: number; text: string };
const makeRequests = () =>
  new Requests<Reply>(
    new StallWatch({ usedMs: () => Promise.resolve(undefined), onStall: (why) => new Error(why) }),
  );

test('answers reach the question with their number, in whatever order they come', async () => {
  const requests = makeRequests();
  const ids: number[] = [];
  const ask = () => requests.answer((id) => void ids.push(id));
  const [first, second] = [ask(), ask()];
  requests.settle({ id: ids[1]!, text: 'second' });
  requests.settle({ id: ids[0]!, text: 'first' });
  expect([(await first).text, (await second).text]).toEqual(['first', 'second']);
});

test('an answer to a question that nobody asks any more is dropped', async () => {
  const requests = makeRequests();
  let old = 0;
  for await (const { text } of requests.answers((id) => {
    old = id;
    requests.settle({ id, text: 'one' });
    requests.settle({ id, text: 'two' });
  }))
    if (text === 'two') break;
  const next = requests.answer((id) => {
    requests.settle({ id: old, text: 'late' });
    requests.settle({ id, text: 'own' });
  });
  expect((await next).text).toBe('own');
});

test('when the child is gone every open question fails, also one that could not be put', async () => {
  const requests = makeRequests();
  const waits = [requests.answer(() => undefined), requests.answer(() => new Promise(() => undefined))];
  await Promise.resolve();
  requests.failAll(new Error('gone'));
  for (const wait of waits) await expect(wait).rejects.toThrow('gone');
});
