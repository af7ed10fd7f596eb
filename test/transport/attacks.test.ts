// What the host refuses, and that it lives on: web pages, other hosts' names, wrong proofs, wrong messages, wrong paths.
import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFile, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { LARGEST_MESSAGE_BYTES, WIRE_METHODS, type WireMethod } from '@framescore/contract';
import { openPanels, servePairedHost } from './paired-host.js';
import { proofOf, type PanelClient } from './panel-client.js';
import { CLIP, composeParams } from './timelines.js';

const served = servePairedHost();
const { open, known } = openPanels(served);

const ask = (panel: PanelClient, method: WireMethod, params: unknown) =>
  panel.request(method, params as never);

describe('opening the socket', () => {
  test.each([
    ['a web page', 'https://evil.example'],
    ['a page of this machine', 'http://localhost:3000'],
    ['an extension of a browser', 'chrome-extension://abcdefghijklmnop'],
    ['a frame of a web page that hides where it came from', 'null'],
  ])('is refused to %s', async (_, origin) => {
    await expect(open({ origin })).rejects.toThrow('status 403');
  });

  test('is refused under the name of another host (DNS rebinding)', async () => {
    await expect(open({ headers: { host: `evil.example:${served.host.port}` } })).rejects.toThrow(
      'status 421',
    );
    await expect(open({ headers: { host: 'localhost' } })).rejects.toThrow('status 421');
  });

  test('is refused at any other path', async () => {
    await expect(open({ path: '/?token=abc' })).rejects.toThrow('status 404');
  });

  test('is granted to a panel, by each name of this machine, with origin file or none', async () => {
    for (const origin of ['file://', undefined]) await open({ origin: origin as string });
    await open({ host: 'localhost' });
    const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
      list?.some(({ address }) => address === '::1'),
    );
    if (hasIpv6) await open({ host: '[::1]' });
  });

  test('is possible on this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) {
      const socket = connect(served.host.port, address);
      await expect(
        new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
      ).rejects.toThrow('ECONNREFUSED');
    }
  });

  test('serves nothing to a browser that asks by HTTP, and lets no page read it', async () => {
    const response = await fetch(`http://127.0.0.1:${served.host.port}/`);
    expect(response.status).toBe(426);
    expect(await response.text()).toBe('');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('costs the oldest stranger his place when there are too many, and never a panel that is known', async () => {
    const panel = await known();
    const strangers = [];
    for (let i = 0; i < 70; i += 1) strangers.push(await open());
    expect(await strangers[0]?.closed()).toBe(1006);
    expect(strangers.at(-1)?.closeCode).toBeUndefined();
    await (await known()).request('models', {});
    await panel.request('models', {});
  });

  test('leaves no socket open to those who were refused and do not close their side', async () => {
    const { pid, port } = served.host;
    const openFiles = async () => (await readdir(`/proc/${pid}/fd`)).length;
    if (process.platform !== 'linux') return;
    const before = await openFiles();
    const upgrade = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const refused = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
        socket.on('error', () => undefined).write(upgrade);
        await once(socket, 'data');
        return socket;
      }),
    );
    expect(await openFiles()).toBeLessThan(before + 25);
    refused.forEach((socket) => socket.destroy());
  });

  test('is possible while others hold connections on which they say nothing', async () => {
    const silent = Array.from({ length: 300 }, () => connect(served.host.port, '127.0.0.1'));
    silent.forEach((socket) => socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nX: '));
    await (await known()).request('models', {});
    silent.forEach((socket) => socket.destroy());
  });

  test('is granted for a short time only to one that does not say who it is', async () => {
    const panel = await open();
    await panel.hello();
    const begin = performance.now();
    expect(await panel.closed(20_000)).toBe(1008);
    expect(performance.now() - begin).toBeGreaterThan(10_000);
  });
});

describe('before authentication', () => {
  const protectedMethods = (Object.keys(WIRE_METHODS) as WireMethod[]).filter(
    (method) => !['hello', 'pair-start', 'pair', 'authenticate'].includes(method),
  );

  const otherMessages = ['hello', '{', '[]', 'null', '{"jsonrpc":"2.0","id":1,"method":"toString"}'];
  const silenced = [
    ...protectedMethods.map((method) =>
      JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { jobId: 'x', mediaPath: CLIP } }),
    ),
    ...otherMessages,
  ];

  test.each(silenced)('%s ends the connection without a word', async (text) => {
    const panel = await open();
    panel.socket.send(text);
    expect(await panel.closed()).toBe(1008);
    expect(panel.replies).toEqual([]);
  });

  test('nothing is told of the host but random bytes, and nothing new is shown on the screen', async () => {
    const panel = await open();
    const { nonce, hostVersion, ...rest } = await panel.hello();
    expect([nonce.length, hostVersion]).toEqual([64, '']);
    expect(rest).toEqual({ product: 'framescore', protocol: 1 });
    await panel.request('pair-start', {});
    expect(served.host.shown().match(/Pairing code/g)).toHaveLength(1); // the one of its first start
    expect(await (await known()).hello()).toMatchObject({ hostVersion: expect.stringMatching(/^\d/) });
  });

  test('hello comes first', async () => {
    const panel = await open();
    const early: [WireMethod, unknown][] = [
      ['pair-start', {}],
      ['pair', { code: '123456' }],
      ['authenticate', { clientId: served.pairing.clientId, proof: 'ab'.repeat(32) }],
    ];
    for (const [method, params] of early)
      await expect(ask(panel, method, params)).rejects.toMatchObject({ code: 'request-refused' });
  });

  test('hello may be said again without spoiling a proof that is on its way', async () => {
    const panel = await open();
    const { nonce } = await panel.hello();
    const again = panel.hello();
    const proof = { clientId: served.pairing.clientId, proof: proofOf(nonce, served.pairing.token) };
    await panel.request('authenticate', proof);
    expect((await again).nonce).toBe(nonce);
    await panel.hello();
    await panel.request('models', {});
  });

  test('a panel of another version is told so', async () => {
    const panel = await open();
    expect((await panel.hello(99)).protocol).toBe(1);
    const proof = { clientId: served.pairing.clientId, proof: 'ab'.repeat(32) };
    await expect(panel.request('authenticate', proof)).rejects.toMatchObject({ code: 'host-outdated' });
  });

  test('a large message ends the connection', async () => {
    const panel = await open();
    panel.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params: 'x'.repeat(20_000) }));
    expect(await panel.closed()).toBe(1009);
  });
});

describe('a proof', () => {
  test('of a wrong token is refused, and the third one ends the connection', async () => {
    const panel = await open();
    const { nonce } = await panel.hello();
    const wrong = { clientId: served.pairing.clientId, proof: proofOf(nonce, 'ab'.repeat(32)) };
    for (let i = 0; i < 3; i += 1)
      await expect(panel.request('authenticate', wrong)).rejects.toMatchObject({ code: 'not-paired' });
    expect(await panel.closed()).toBe(1008);
  });

  test('of a client nobody knows is refused with the same words', async () => {
    const panel = await open();
    const { nonce } = await panel.hello();
    const errors = await Promise.all(
      [
        { clientId: served.pairing.clientId, proof: 'ab'.repeat(32) },
        { clientId: "' OR 1=1 --", proof: proofOf(nonce, '00'.repeat(32)) },
      ].map((params) => panel.request('authenticate', params).catch((error: Error) => error.message)),
    );
    expect(errors[0]).toMatch('not-paired');
    expect(errors[1]).toBe(errors[0]);
  });

  test('that was overheard is worth nothing on another connection', async () => {
    const first = await open();
    const { nonce } = await first.hello();
    const proof = { clientId: served.pairing.clientId, proof: proofOf(nonce, served.pairing.token) };
    await first.request('authenticate', proof);
    const second = await open();
    expect((await second.hello()).nonce).not.toBe(nonce);
    await expect(second.request('authenticate', proof)).rejects.toMatchObject({ code: 'not-paired' });
  });
});

describe('a wrong message', () => {
  const answerTo = async (text: string) => {
    const panel = await known();
    const before = panel.replies.length;
    panel.socket.send(text);
    const reply = await panel.until(() => panel.replies[before]);
    panel.close();
    return { id: reply.id, ...reply.error };
  };

  test.each(['', 'hello', '{"jsonrpc":', '\u0000', '{"a":1}}'])('that is not JSON: %j', async (text) => {
    expect(await answerTo(text)).toMatchObject({ id: null, code: -32700, data: { code: 'request-refused' } });
  });

  test.each([
    'null',
    '1',
    '"models"',
    '{}',
    '[]',
    '[{"jsonrpc":"2.0","id":1,"method":"models"}]',
    '{"jsonrpc":"1.0","id":1,"method":"models"}',
    '{"jsonrpc":"2.0","id":1,"method":7}',
    '{"jsonrpc":"2.0","id":{},"method":"models"}',
    `{"jsonrpc":"2.0","id":"${'x'.repeat(300)}","method":"models"}`,
    '['.repeat(1_000_000) + ']'.repeat(1_000_000),
  ])('that is no request', async (text) => {
    expect(await answerTo(text)).toMatchObject({ id: null, code: -32600, data: { code: 'request-refused' } });
  });

  test.each(['eval', '__proto__', 'constructor', 'toString', ''])('that asks for "%s"', async (method) => {
    const reply = await answerTo(JSON.stringify({ jsonrpc: '2.0', id: 5, method }));
    expect(reply).toMatchObject({ id: 5, code: -32601 });
  });

  test.each([
    ['job', { jobId: 7 }, 'request-refused'],
    ['job', [], 'request-refused'],
    ['jobs', { sequenceGuid: {} }, 'request-refused'],
    ['compose', { ...composeParams(4), timeline: { schemaVersion: 2 } }, 'timeline-invalid'],
    ['compose', { ...composeParams(4), variations: 1e9 }, 'request-refused'],
    [
      'compose',
      { ...composeParams(4), range: { startTicks: '0', endTicks: '9'.repeat(400) } },
      'request-refused',
    ],
    ['pair', { code: '12345' }, 'request-refused'],
  ])('whose parameters do not fit: %s %j', async (method, params, code) => {
    const reply = await answerTo(JSON.stringify({ jsonrpc: '2.0', id: 5, method, params }));
    expect(reply).toMatchObject({ id: 5, code: -32602, data: { code } });
  });

  test('that is binary, or no UTF-8, ends the connection', async () => {
    const binary = await known();
    binary.socket.send(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"models"}'), { binary: true });
    expect(await binary.closed()).toBe(1003);
    const broken = await known();
    broken.socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false });
    expect(await broken.closed()).toBe(1007);
  });

  test('that is larger than any may be ends the connection', async () => {
    const panel = await known();
    panel.socket.send('x'.repeat(LARGEST_MESSAGE_BYTES + 1));
    expect(await panel.closed()).toBe(1009);
  });

  test('of which a thousand come at once ends the connection', async () => {
    const panel = await known();
    for (let i = 0; i < 1000; i += 1)
      panel.socket.send('{"jsonrpc":"2.0","id":1,"method":"jobs","params":{}}');
    expect(await panel.closed()).toBe(1008);
  });
});

test('what the host keeps is for its user alone, and its log knows neither token nor code nor media', async () => {
  const panel = await open();
  await panel.hello();
  await panel.request('pair-start', {});
  const code = await served.host.code();
  for (const name of [
    '.',
    'host.json',
    'pairing-code.json',
    'host.log',
    'framescore.sqlite',
    'host.lock',
    'scores',
  ])
    expect([name, (await stat(path.join(served.dataDir, name))).mode & 0o077]).toEqual([name, 0]);
  const log = await readFile(path.join(served.dataDir, 'host.log'), 'utf8');
  expect(log).toMatch('refused a connection');
  for (const secret of [served.pairing.token, served.pairing.clientId, code, '.mov', '.mp4'])
    expect(log).not.toContain(secret);
});
