// The line to the host, piece by piece; against the real host it runs in test/panel.
import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { WIRE_PROTOCOL } from '@framescore/contract';
import { NEVER_CANCELLED, createCancelSource } from '../cancel-signal.js';
import type { HostConnection } from '../ports.js';
import { HostClient } from './host-client.js';
import type { Socket } from './host-link.js';
import { proveToken } from './prove-token.js';
import { areQuickTriesOver, retryDelayMs } from './retry-delays.js';
import { readPairing, writePairing, type SecretStore } from './secret-store.js';

const HELLO = {
  product: 'framescore',
  protocol: WIRE_PROTOCOL,
  hostVersion: '0.1.0',
  nonce: 'ab'.repeat(32),
};
const PROGRAM = { name: 'panel', version: '0.1.0' };
type Message = { id: number; method: string; params: unknown };
type Answers = (message: Message, socket: TestSocket) => object | undefined;

function memorySecrets(bytes: Uint8Array | null = null): SecretStore & { bytes: () => Uint8Array | null } {
  let kept = bytes;
  return {
    bytes: () => kept,
    read: () => Promise.resolve(kept),
    write: (next) => Promise.resolve(void (kept = next)),
    remove: () => Promise.resolve(void (kept = null)),
  };
}

/** A socket whose other end answers as the test says; what does not fit the contract can be said too. */
class TestSocket implements Socket {
  readonly readyState = 1;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  isClosed = false;

  constructor(
    private readonly answers: Answers,
    isListening = true,
  ) {
    setTimeout(() => (isListening ? this.onopen?.() : this.onerror?.()), 0);
  }

  send(data: unknown): void {
    const message = JSON.parse(data as string) as Message;
    const answer = this.answers(message, this);
    if (answer) setTimeout(() => this.say({ jsonrpc: '2.0', id: message.id, ...answer }), 0);
  }

  say(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  close(): void {
    this.isClosed = true;
  }
}

const answerHello: Answers = ({ method }) => (method === 'hello' ? { result: HELLO } : undefined);

function connect(
  answers: Answers,
  options: { isOpen?: (url: string) => boolean; secrets?: SecretStore; heartbeatMs?: number } = {},
) {
  const urls: string[] = [];
  const sockets: TestSocket[] = [];
  const states: HostConnection[] = [];
  const client = new HostClient({
    openSocket: (url) => {
      urls.push(url);
      const socket = new TestSocket(answers, options.isOpen?.(url) ?? true);
      sockets.push(socket);
      return socket;
    },
    secrets: options.secrets ?? memorySecrets(),
    client: PROGRAM,
    editor: PROGRAM,
    heartbeatMs: options.heartbeatMs ?? 5000,
  });
  client.watchConnection((connection) => states.push(connection));
  return { client, urls, sockets, states, lastState: () => states.at(-1)?.state };
}

async function until(isTrue: () => boolean, longestMs = 6000): Promise<void> {
  const end = Date.now() + longestMs;
  while (!isTrue() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isTrue()) throw new Error('never became true');
}

test('the proof is the HMAC-SHA256 of the nonce under the token, as Node counts it', () => {
  for (let round = 0; round < 20; round += 1) {
    const [token, nonce] = [randomBytes(32), randomBytes(32)];
    const expected = createHmac('sha256', token).update(nonce).digest('hex');
    expect(proveToken(token.toString('hex'), nonce.toString('hex'))).toBe(expected);
  }
});

test('five quick tries within three seconds, then longer and longer waits up to ten seconds', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20].map(retryDelayMs);
  expect(delays.slice(0, 4).reduce((sum, delay) => sum + delay, 0)).toBeLessThanOrEqual(3000);
  expect(delays.slice(4)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect([4, 5].map(areQuickTriesOver)).toEqual([false, true]);
});

test('a pairing is kept as bytes, and what cannot be read is no pairing', async () => {
  const secrets = memorySecrets();
  await writePairing(secrets, { clientId: 'a', token: 'b' });
  expect(secrets.bytes()).toBeInstanceOf(Uint8Array);
  expect(await readPairing(secrets)).toEqual({ clientId: 'a', token: 'b' });
  for (const text of ['', 'null', '{"clientId":1}', '{']) {
    expect(await readPairing(memorySecrets(Uint8Array.from(Buffer.from(text))))).toBeNull();
  }
  expect(await readPairing({ ...secrets, read: () => Promise.reject(new Error('lost')) })).toBeNull();
});

test('the ports are tried in order, by the name localhost, and a foreign program is passed over', async () => {
  const answers: Answers = ({ method }) =>
    method === 'hello' ? { result: { product: 'other' } } : undefined;
  let asked = 0;
  const mixed: Answers = (message, socket) => ((asked += 1) === 1 ? answers : answerHello)(message, socket);
  const { client, urls, lastState } = connect(mixed, { isOpen: (url) => !url.endsWith('1') });
  await until(() => lastState() === 'unpaired');
  expect(urls).toEqual(['ws://localhost:47321', 'ws://localhost:47322', 'ws://localhost:47323']);
  client.dispose();
});

test.each(['', null])(
  'an outdated host that gives its version as %j is outdated all the same',
  async (hostVersion) => {
    const answers: Answers = () => ({ result: { ...HELLO, protocol: WIRE_PROTOCOL - 1, hostVersion } });
    const { client, lastState, states } = connect(answers);
    await until(() => lastState() === 'outdated');
    expect(states.at(-1)).toEqual({ state: 'outdated', hostVersion: '', isHostOlder: true });
    client.dispose();
  },
);

test('a host of another protocol is outdated, and says which of the two is older', async () => {
  const answers: Answers = () => ({
    result: { ...HELLO, protocol: WIRE_PROTOCOL + 1, hostVersion: '9.0.0' },
  });
  const { client, states } = connect(answers);
  await until(() => states.length > 1);
  expect(states.at(-1)).toEqual({ state: 'outdated', hostVersion: '9.0.0', isHostOlder: false });
  client.dispose();
});

test('a known panel proves its token, which never travels', async () => {
  const token = 'cd'.repeat(32);
  const secrets = memorySecrets();
  await writePairing(secrets, { clientId: 'panel-1', token });
  const sent: Message[] = [];
  const { client, lastState } = connect(
    (message, socket) => {
      sent.push(message);
      return message.method === 'authenticate' ? { result: {} } : answerHello(message, socket);
    },
    { secrets },
  );
  await until(() => lastState() === 'ready');
  expect(sent[1]?.params).toEqual({ clientId: 'panel-1', proof: proveToken(token, HELLO.nonce) });
  expect(JSON.stringify(sent)).not.toContain(token);
  client.dispose();
});

test('a host that does not answer is unreachable only after the quick tries', async () => {
  const { client, states, urls } = connect(answerHello, { isOpen: () => false });
  expect(states).toEqual([{ state: 'connecting' }]);
  await until(() => states.length > 1);
  expect(states.at(-1)).toEqual({ state: 'unreachable' });
  expect(urls.length).toBe(15);
  client.dispose();
});

test('an address that Premiere refuses is told apart from a host that is missing, with its words', async () => {
  const words = 'Permission denied to the url ws://localhost:47321. Manifest entry not found.';
  let isDenied = true;
  const { client, states, lastState } = connect(answerHello, {
    isOpen: () => {
      if (isDenied) throw new Error(words);
      return true;
    },
  });
  await until(() => lastState() === 'denied');
  expect(states).toEqual([{ state: 'connecting' }, { state: 'denied', reason: words }]);
  await expect(client.request('models', {}, NEVER_CANCELLED)).rejects.toMatchObject({
    code: 'network-denied',
    detail: words,
  });
  isDenied = false;
  await until(() => lastState() === 'unpaired');
  client.dispose();
});

test('a permission that comes a moment late is waited for and never spoken of', async () => {
  let tries = 0;
  const { client, states, lastState } = connect(answerHello, {
    isOpen: () => {
      tries += 1;
      if (tries <= 6) throw new Error('Permission denied');
      return true;
    },
  });
  await until(() => lastState() === 'unpaired');
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'unpaired']);
  client.dispose();
});

test('a lost connection fails what was asked, once, and connects again without asking it twice', async () => {
  const sent: string[] = [];
  const { client, sockets, lastState } = connect((message, socket) => {
    sent.push(message.method);
    return answerHello(message, socket);
  });
  await until(() => lastState() === 'unpaired');
  const asked = client.request('models', {}, NEVER_CANCELLED);
  await until(() => sent.includes('models'));
  sockets[0]?.onclose?.();
  await expect(asked).rejects.toMatchObject({ code: 'host-unreachable' });
  await until(() => sockets.length === 2);
  await until(() => sent.filter((method) => method === 'hello').length === 2);
  expect(sent.filter((method) => method === 'models')).toHaveLength(1);
  client.dispose();
});

test('a host that stops answering is taken for gone, though its socket stays open', async () => {
  let isSilent = false;
  const { client, sockets, lastState } = connect(
    (message, socket) => (isSilent ? undefined : answerHello(message, socket)),
    { heartbeatMs: 30 },
  );
  await until(() => lastState() === 'unpaired');
  isSilent = true;
  await until(() => sockets[0]?.isClosed === true);
  client.dispose();
});

test.each([
  [
    'a problem of the table',
    {
      error: {
        code: 1,
        message: 'x',
        data: { type: 'urn:x', code: 'host-busy', title: 't', detail: 'Wait.', status: 503 },
      },
    },
    'host-busy',
  ],
  ['an error without a problem', { error: { code: -32_603, message: 'x' } }, 'internal'],
  ['an answer that does not fit the contract', { result: { models: 'none' } }, 'internal'],
])('%s becomes a problem of the panel', async (_, answer, code) => {
  const { client, lastState } = connect((message, socket) =>
    message.method === 'models' ? answer : answerHello(message, socket),
  );
  await until(() => lastState() === 'unpaired');
  await expect(client.request('models', {}, NEVER_CANCELLED)).rejects.toMatchObject({ code });
  client.dispose();
});

test('events reach the panel only when they fit the contract, and rubbish does no harm', async () => {
  const { client, sockets, lastState } = connect(answerHello);
  const heard: unknown[] = [];
  client.watchEvents((event) => heard.push(event));
  await until(() => lastState() === 'unpaired');
  const params = { jobId: 'a', stage: 'tokens', fraction: 0.5, secondsLeft: null };
  const notify = (method: string, given: unknown) =>
    sockets[0]?.say({ jsonrpc: '2.0', method, params: given });
  notify('stage-progress', params);
  notify('stage-progress', { ...params, fraction: 7 });
  notify('unknown-event', params);
  for (const rubbish of ['', '{', 'null', '[]', '{"jsonrpc":"2.0","id":999,"result":1}'])
    sockets[0]?.say(rubbish);
  expect(heard).toEqual([{ name: 'stage-progress', params }]);
  expect(lastState()).toBe('unpaired');
  client.dispose();
});

test('a cancelled request is waited for no longer', async () => {
  const { client, lastState } = connect(answerHello);
  await until(() => lastState() === 'unpaired');
  const stop = createCancelSource();
  const asked = client.request('models', {}, stop.signal);
  stop.cancel();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  client.dispose();
});
