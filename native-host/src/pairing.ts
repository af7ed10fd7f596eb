// Pairing: a code that a person reads from the screen makes a panel a known one. Knows no socket and no SQL.
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { ScoreError } from '@framescore/contract';

/** How long a code is valid that a socket asked for, and one that the person at the machine did. */
export const CODE_SECONDS = 120;
export const ASKED_CODE_SECONDS = 600;
/** Wrong tries that make a code void, counted on from code to code: leaving the last one unused gains nothing. */
const TRIES_PER_CODE = 5;
/** Codes spent on wrong tries that cost no wait; each further one doubles the wait, from 30 s to an hour. */
const FREE_CODES = 3;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;

export type PairedClient = { clientId: string; token: string };
export type PairingStore = {
  add(client: PairedClient & { createdAt: string }): void;
  tokenOf(clientId: string): string | undefined;
};
export type ShownCode = { digits: string; expiresAt: Date };
/** Puts the code where the person at the machine can ask for it; null: there is no code any more. Never throws. */
export type ShowCode = (code: ShownCode | null) => void;

type Code = { digits: string; expiresAtMs: number };

export class Pairing {
  private code: Code | undefined;
  /** The last one that is no longer valid, so that it cannot come back. */
  private voidDigits: string | undefined;
  private wrongTries = 0;
  private nextCodeAtMs = 0;

  constructor(
    private readonly store: PairingStore,
    private readonly showCode: ShowCode,
    private readonly nowMs: () => number,
    /** The code that the person asked for at the machine, by another program of his; undefined where there is none. */
    private readonly askedCode: () => ShownCode | undefined = () => undefined,
  ) {}

  /** Makes a code wait, or leaves the one that is valid. Gives the seconds for which it is. */
  start(validSeconds = CODE_SECONDS): number {
    const code = this.validCode() ?? this.newCode(validSeconds);
    return Math.ceil((code.expiresAtMs - this.nowMs()) / 1000);
  }

  /** Throws pairing-refused when there is no code, or when this is not the one. */
  pair(digits: string): PairedClient {
    const code = this.validCode();
    if (!code) {
      throw new ScoreError('pairing-refused', `The code is no longer valid. ${ASK_AGAIN}`);
    }
    if (!isSame(Buffer.from(digits), Buffer.from(code.digits))) throw this.wrongCode();
    const client = { clientId: randomBytes(9).toString('base64url'), token: randomBytes(32).toString('hex') };
    this.store.add({ ...client, createdAt: new Date(this.nowMs()).toISOString() });
    this.dropCode(code);
    this.wrongTries = 0;
    return client;
  }

  /** Whether `proof` is the HMAC of the nonce under the client's token; all three are hexadecimal. */
  isProven(clientId: string, nonce: string, proof: string): boolean {
    const token = this.store.tokenOf(clientId);
    // An unknown client costs the same work as a known one, so that time tells nothing.
    const key = Buffer.from(token ?? '0'.repeat(64), 'hex');
    const expected = createHmac('sha256', key).update(Buffer.from(nonce, 'hex')).digest();
    return isSame(Buffer.from(proof, 'hex'), expected) && token !== undefined;
  }

  private validCode(): Code | undefined {
    const asked = this.askedCode();
    if (asked && asked.digits !== this.voidDigits && asked.digits !== this.code?.digits) {
      const latestMs = this.nowMs() + ASKED_CODE_SECONDS * 1000;
      this.code = { digits: asked.digits, expiresAtMs: Math.min(asked.expiresAt.getTime(), latestMs) };
    }
    if (this.code && this.code.expiresAtMs <= this.nowMs()) this.dropCode(this.code);
    return this.code;
  }

  private newCode(validSeconds: number): Code {
    const waitMs = this.nextCodeAtMs - this.nowMs();
    if (waitMs > 0) {
      const detail = `Too many wrong codes were typed. Wait ${Math.ceil(waitMs / 1000)} seconds, then ask for a new one.`;
      throw new ScoreError('pairing-refused', detail);
    }
    this.code = { digits: drawDigits(), expiresAtMs: this.nowMs() + validSeconds * 1000 };
    this.showCode({ digits: this.code.digits, expiresAt: new Date(this.code.expiresAtMs) });
    return this.code;
  }

  private wrongCode(): ScoreError {
    this.wrongTries += 1;
    const triesLeft = TRIES_PER_CODE - (this.wrongTries % TRIES_PER_CODE);
    if (triesLeft < TRIES_PER_CODE)
      return new ScoreError('pairing-refused', `This is not the code shown. ${triesLeft} tries are left.`);
    if (this.code) this.dropCode(this.code);
    const spentCodes = this.wrongTries / TRIES_PER_CODE;
    if (spentCodes >= FREE_CODES) {
      const doubled = FIRST_WAIT_SECONDS * 2 ** (spentCodes - FREE_CODES);
      this.nextCodeAtMs = this.nowMs() + Math.min(doubled, LONGEST_WAIT_SECONDS) * 1000;
    }
    return new ScoreError('pairing-refused', `This was the last try. ${ASK_AGAIN}`);
  }

  private dropCode({ digits }: Code): void {
    this.voidDigits = digits;
    this.code = undefined;
    this.showCode(null);
  }
}

const ASK_AGAIN = 'Ask the host for a new one.';

export function drawDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
