// Nonsense of every kind at every layer: the host answers or hangs up, and goes on serving others.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connect } from 'node:net';
import { WIRE_METHODS, type WireMethod } from '@framescore/contract';
import { servePairedHost } from './paired-host.js';
import { type PanelClient } from './panel-client.js';
import { clip, composeParams } from './timelines.js';

const SEED = 20_261_123;
const MESSAGES = 30;
const METHODS = Object.keys(WIRE_METHODS) as WireMethod[];

const served = servePairedHost();

async function expectAlive(): Promise<void> {
  const panel = await served.host.panel(served.pairing);
  expect((await panel.request('jobs', {})).jobs).toEqual([]);
  panel.close();
}

/** Sends messages on one connection and waits until each was answered, or the host has hung up. */
async function expectAnswers(panel: PanelClient, texts: readonly string[]): Promise<void> {
  const answered = panel.replies.length + texts.length;
  for (const text of texts) panel.socket.send(text);
  await panel.until(() => panel.replies.length >= answered || panel.closeCode !== undefined || undefined);
  for (const reply of panel.replies) expect(reply.error?.data?.code ?? 'result').not.toBe('internal');
  panel.close();
}

test('text that is anything is answered with an error', async () => {
  const texts = fc.array(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), {
    minLength: MESSAGES,
    maxLength: MESSAGES,
  });
  const property = fc.asyncProperty(texts, async (list) => {
    const panel = await served.host.panel(served.pairing);
    const before = panel.replies.length;
    await expectAnswers(panel, list);
    for (const reply of panel.replies.slice(before)) expect(reply.error?.code).toBeLessThan(-32_000);
  });
  await fc.assert(property, { numRuns: 15, seed: SEED });
  await expectAlive();
});

test('requests with parameters that are anything are answered, and none by "internal"', async () => {
  // "pair-start" is left out: it would show codes, and is attacked in a test of its own.
  const request = fc.record({
    jsonrpc: fc.constant('2.0'),
    id: fc.integer(),
    method: fc.constantFrom(...METHODS.filter((method) => method !== 'pair-start')),
    params: fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('jobId', 'code', 'timeline', 'range'), fc.jsonValue()),
    ),
  });
  const requests = fc.array(request, { minLength: MESSAGES, maxLength: MESSAGES });
  const property = fc.asyncProperty(requests, async (list) => {
    await expectAnswers(
      await served.host.panel(served.pairing),
      list.map((item) => JSON.stringify(item)),
    );
  });
  await fc.assert(property, { numRuns: 15, seed: SEED });
  await expectAlive();
});

test('a request with one field changed to anything is refused or taken, and leaves the host as it was', async () => {
  const fieldsOf = (value: unknown, at: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...fieldsOf(inner, [...at, key])])
      : [];
  // Two clips that are devices, so that it is refused at the very end even when all else is right.
  const good = composeParams(4, [clip('/dev/zero', 0, 2), clip('/proc/self/mem', 2, 4)]);
  const property = fc.asyncProperty(
    fc.array(fc.tuple(fc.constantFrom(...fieldsOf(good)), fc.jsonValue()), { minLength: 20, maxLength: 20 }),
    async (changes) => {
      const texts = changes.map(([at, value], id) =>
        JSON.stringify({ jsonrpc: '2.0', id, method: 'compose', params: changed(good, at, value) }),
      );
      await expectAnswers(await served.host.panel(served.pairing), texts);
    },
  );
  await fc.assert(property, { numRuns: 10, seed: SEED });
  await expectAlive();
});

test('bytes that are no HTTP, no upgrade or no frame end their connection only', async () => {
  const upgrade =
    `GET / HTTP/1.1\r\nHost: localhost:${served.host.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  const prefix = fc.constantFrom('', 'GET / HTTP/1.1\r\n', upgrade.slice(0, 60), upgrade);
  const property = fc.asyncProperty(
    prefix,
    fc.uint8Array({ minLength: 1, maxLength: 2000 }),
    async (text, bytes) => {
      const socket = connect(served.host.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(text);
      socket.end(Buffer.from(bytes));
      await new Promise((resolve) => {
        socket.once('close', resolve);
        setTimeout(() => socket.destroy(), 200).unref();
      });
    },
  );
  await fc.assert(property, { numRuns: 60, seed: SEED });
  await expectAlive();
});

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((inner, index) =>
      String(index) === key ? changed(inner, rest, to) : (inner as unknown),
    );
  const record = value as Record<string, unknown>;
  return { ...record, [key]: changed(record[key], rest, to) };
}
