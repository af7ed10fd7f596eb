import { connect, createServer, type Server, type Socket } from 'node:net';
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

/** A client that keeps his side open, whatever comes. */
async function ask(port: number, text: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  held.push(() => Promise.resolve(socket.destroy()));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(text);
  return socket;
}

test('an end waits for no socket that was handed over and never closed', async () => {
  let handedOver: () => void = () => undefined;
  const upgraded = new Promise<void>((resolve) => (handedOver = resolve));
  const loopback = await listenOnLoopback([0], (_request, socket) => {
    socket.end('HTTP/1.1 403 Refused\r\n\r\n');
    handedOver();
  });
  await ask(loopback.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await upgraded;
  await loopback.close();
});

test('who asks by HTTP learns nothing of who listens', async () => {
  const socket = await ask(await listen([0]), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 426 /);
  expect(answer.split('\r\n\r\n')[1]).toBe('');
  expect(answer).not.toMatch(/framescore/i);
});
