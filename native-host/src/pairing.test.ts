import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CODE_SECONDS, Pairing } from './pairing.js';

let nowMs = 0;
let shown: (string | null)[] = [];
let tokens = new Map<string, string>();
let pairing: Pairing;

beforeEach(() => {
  nowMs = 1_000_000;
  shown = [];
  tokens = new Map();
  const store = {
    add: ({ clientId, token }: { clientId: string; token: string }) => void tokens.set(clientId, token),
    tokenOf: (clientId: string) => tokens.get(clientId),
  };
  pairing = new Pairing(
    store,
    (code) => shown.push(code?.digits ?? null),
    () => nowMs,
  );
});

const code = () => shown.findLast((digits) => digits !== null) ?? '';
const wrong = () => (code() === '000000' ? '000001' : '000000');
const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'pairing-refused', detail: expect.stringMatching(detail) });

function spendACode(): void {
  pairing.start();
  for (let i = 0; i < 5; i += 1) expect(() => pairing.pair(wrong())).toThrow();
}

describe('the code', () => {
  test('has six digits and makes a panel known once', () => {
    expect(pairing.start()).toBe(CODE_SECONDS);
    expect(code()).toMatch(/^\d{6}$/);
    const { clientId, token } = pairing.pair(code());
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(tokens.get(clientId)).toBe(token);
    expect(() => pairing.pair(code())).toThrow(refused(/no longer valid/));
  });

  test('is the same while it is valid, so that asking again shows nothing new', () => {
    pairing.start();
    nowMs += 30_000;
    expect(pairing.start()).toBe(CODE_SECONDS - 30);
    expect(shown).toHaveLength(1);
  });

  test('is no longer valid after two minutes, and is taken from the screen', () => {
    pairing.start();
    nowMs += CODE_SECONDS * 1000;
    expect(() => pairing.pair(code())).toThrow(refused(/no longer valid/));
    expect(shown.at(-1)).toBeNull();
  });

  test('allows five tries, of which the last may still be right', () => {
    pairing.start();
    for (let i = 0; i < 4; i += 1) expect(() => pairing.pair(wrong())).toThrow(refused(/tries are left/));
    expect(pairing.pair(code()).token).toHaveLength(64);
  });

  test('is void after five wrong tries, the right one included', () => {
    spendACode();
    expect(() => pairing.pair(code())).toThrow(refused(/no longer valid/));
  });
});

describe('a code that the person asked for at the machine', () => {
  let asked: { digits: string; expiresAt: Date } | undefined;
  beforeEach(() => {
    asked = { digits: '424242', expiresAt: new Date(nowMs + 600_000) };
    const store = { add: () => undefined, tokenOf: () => undefined };
    const forget = (code: unknown) => {
      shown.push(null);
      if (code === null) asked = undefined;
    };
    pairing = new Pairing(
      store,
      forget,
      () => nowMs,
      () => asked,
    );
  });

  test('pairs once', () => {
    expect(pairing.pair('424242').token).toHaveLength(64);
    expect(() => pairing.pair('424242')).toThrow(refused(/no longer valid/));
  });

  test('takes the place of one that waits, and is void after as many wrong tries', () => {
    asked = undefined;
    pairing.start();
    asked = { digits: '424242', expiresAt: new Date(nowMs + 600_000) };
    const kept = asked;
    for (let i = 0; i < 5; i += 1) expect(() => pairing.pair('000000')).toThrow();
    asked = kept; // its file could not be removed
    expect(() => pairing.pair('424242')).toThrow(refused(/no longer valid/));
  });

  test('is valid for ten minutes at most, whatever its file says', () => {
    asked = { digits: '424242', expiresAt: new Date(nowMs + 1e9) };
    expect(pairing.start()).toBe(600);
  });
});

describe('guessing on', () => {
  test.each([1, 2, 3, 4, 5])(
    'with %i tries a code and the rest left unused gains nothing',
    (triesPerCode) => {
      const end = nowMs + 24 * 3600_000;
      let guesses = 0;
      while (nowMs < end) {
        try {
          pairing.start();
        } catch {
          nowMs += 30_000;
          continue;
        }
        for (let i = 0; i < triesPerCode; i += 1)
          try {
            pairing.pair(wrong());
          } catch (error) {
            if (!/no longer valid/.test(String(error))) guesses += 1;
          }
        nowMs += CODE_SECONDS * 1000 + 1;
      }
      expect(guesses).toBeGreaterThan(0);
      expect(guesses).toBeLessThan(200);
    },
  );

  test('costs no wait for two spent codes, then one that doubles', () => {
    for (let i = 0; i < 3; i += 1) spendACode();
    expect(() => pairing.start()).toThrow(refused(/Wait 30 seconds/));
    nowMs += 30_000;
    spendACode();
    expect(() => pairing.start()).toThrow(refused(/Wait 60 seconds/));
  });

  test('reaches fewer than 500 guesses in a day', () => {
    const end = nowMs + 24 * 3600_000;
    let guesses = 0;
    for (; nowMs < end; nowMs += 15_000) {
      try {
        pairing.start();
      } catch {
        continue;
      }
      for (let i = 0; i < 5; i += 1, guesses += 1) expect(() => pairing.pair(wrong())).toThrow();
    }
    expect(guesses).toBeGreaterThan(0);
    expect(guesses).toBeLessThan(500);
  });

  test('starts at nothing again once a panel was paired', () => {
    spendACode();
    spendACode();
    pairing.start();
    pairing.pair(code());
    spendACode();
    expect(() => pairing.start()).not.toThrow();
  });
});

describe('the proof', () => {
  const nonce = 'ab'.repeat(32);
  const prove = (token: string, of = nonce) =>
    createHmac('sha256', Buffer.from(token, 'hex')).update(Buffer.from(of, 'hex')).digest('hex');

  test('holds for the nonce and the token it was made of, and for no other', () => {
    pairing.start();
    const { clientId, token } = pairing.pair(code());
    expect(pairing.isProven(clientId, nonce, prove(token))).toBe(true);
    expect(pairing.isProven(clientId, nonce, prove('00'.repeat(32)))).toBe(false);
    expect(pairing.isProven(clientId, 'cd'.repeat(32), prove(token))).toBe(false);
    expect(pairing.isProven(clientId, nonce, 'z'.repeat(64))).toBe(false);
    expect(pairing.isProven(clientId, nonce, '')).toBe(false);
  });

  test('of a client nobody knows is none, even under the key that stands in for it', () => {
    expect(pairing.isProven('nobody', nonce, prove('0'.repeat(64)))).toBe(false);
  });
});
