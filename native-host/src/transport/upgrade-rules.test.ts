import { describe, expect, test } from '@jest/globals';
import { RateLimit } from './rate-limit.js';
import { refusalOf } from './upgrade-rules.js';

const PORT = 47_321;
const good = { host: `localhost:${PORT}`, origin: 'file://', path: '/' };

describe('a socket is opened', () => {
  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('for the host name %s', (name) => {
    expect(refusalOf({ ...good, host: `${name}:${PORT}` }, PORT)).toBeUndefined();
  });
  test.each(['file://', undefined])('for the origin %s', (origin) => {
    expect(refusalOf({ ...good, origin }, PORT)).toBeUndefined();
  });
  test('for an origin that the person let in, and for no other', () => {
    expect(refusalOf({ ...good, origin: 'null' }, PORT, ['null'])).toBeUndefined();
    expect(refusalOf({ ...good, origin: 'https://evil.example' }, PORT, ['null'])).toMatchObject({
      status: 403,
    });
  });
});

describe('a socket is refused', () => {
  test.each([
    'localhost',
    'localhost:80',
    `localhost.evil.example:${PORT}`,
    `evil.example:${PORT}`,
    `127.0.0.1:${PORT}.evil.example`,
    `127.0.0.2:${PORT}`,
    `0.0.0.0:${PORT}`,
    `a@localhost:${PORT}`,
    '',
    undefined,
  ])('for the host %s', (host) => {
    expect(refusalOf({ ...good, host }, PORT)).toMatchObject({ status: 421 });
  });
  test.each([
    'http://localhost',
    'https://evil.example',
    `http://localhost:${PORT}`,
    'chrome-extension://abcdefgh',
    'moz-extension://abcdefgh',
    'file://evil.example',
    'app://x',
    'null',
    '',
  ])('for the origin "%s"', (origin) => {
    expect(refusalOf({ ...good, origin }, PORT)).toMatchObject({ status: 403 });
  });
  test.each(['/socket', '/?token=1', '//', '', undefined])('for the path %s', (path) => {
    expect(refusalOf({ ...good, path }, PORT)).toMatchObject({ status: 404 });
  });
});

test('a bucket of permits is emptied at once and fills at its rate', () => {
  let nowMs = 0;
  const limit = new RateLimit(3, 2, () => nowMs);
  const taken = () => [1, 2, 3, 4, 5].filter(() => limit.take()).length;
  expect(taken()).toBe(3);
  nowMs += 1000;
  expect(taken()).toBe(2);
  nowMs += 60_000;
  expect(taken()).toBe(3);
});
