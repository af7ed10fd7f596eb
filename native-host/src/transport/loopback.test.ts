import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { listenOnLoopback } from './loopback.js';

const held: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of held.splice(0)) await close();
});
const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** A port of this address that is free on both; taken while the server listens. */
async function take(address: string, port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen({ port, host: address, ipv6Only: true }, resolve),
  );
  held.push(() => closed(server));
  return (server.address() as { port: number }).port;
}
async function freePort(): Promise<number> {
  const port = await take('127.0.0.1');
  await held.pop()?.();
  return port;
}
async function listen(ports: number[]): Promise<number> {
  const loopback = await listenOnLoopback(ports, () => undefined);
  held.push(() => loopback.close());
  return loopback.port;
}
const hasIpv6 = await take('::1').then(
  () => true,
  () => false,
);

test('the first port that is free is taken', async () => {
  const [taken, free] = [await take('127.0.0.1'), await freePort()];
  expect(await listen([taken, free])).toBe(free);
});

(hasIpv6 ? test : test.skip)('a port that only the other address has taken is passed over', async () => {
  const free = await freePort();
  const taken = await freePort();
  await take('::1', taken);
  expect(await listen([taken, free])).toBe(free);
  // The half that had been opened is closed again.
  expect(await take('127.0.0.1', taken)).toBe(taken);
});

test('when all are taken, the ports are named', async () => {
  const taken = [await take('127.0.0.1'), await take('127.0.0.1')];
  await expect(listen(taken)).rejects.toMatchObject({
    code: 'host-unreachable',
    detail: expect.stringContaining(taken.join(', ')),
  });
});
