// Pairing: a code that a person reads from the screen makes a panel a known one. Knows no socket and no SQL.
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { ScoreError } from '@framescore/contract';

export const CODE_SECONDS = 120;
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
/** Shows the code to the person at the machine; null: there is no code any more. Never throws. */
export type ShowCode = (code: { digits: string; expiresAt: Date } | null) => void;

type Code = { digits: string; expiresAtMs: number; triesLeft: number };

export class Pairing {
  private code: Code | undefined;
  private spentCodes = 0;
  private nextCodeAtMs = 0;

  constructor(
    private readonly store: PairingStore,
    private readonly showCode: ShowCode,
    private readonly nowMs: () => number,
  ) {}

  /** Shows a code, or leaves the one that is valid. Gives the seconds for which it is. */
  start(): number {
    const code = this.validCode() ?? this.newCode();
    return Math.ceil((code.expiresAtMs - this.nowMs()) / 1000);
  }

  /** Throws pairing-refused when there is no code, or when this is not the one. */
  pair(digits: string): PairedClient {
    const code = this.validCode();
    if (!code) {
      throw new ScoreError('pairing-refused', 'The code is no longer valid. Ask for a new one.');
    }
    if (!isSame(Buffer.from(digits), Buffer.from(code.digits))) throw this.wrongCode(code);
    this.dropCode();
    this.spentCodes = 0;
    const client = { clientId: randomBytes(9).toString('base64url'), token: randomBytes(32).toString('hex') };
    this.store.add({ ...client, createdAt: new Date(this.nowMs()).toISOString() });
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
    if (this.code && this.code.expiresAtMs <= this.nowMs()) this.dropCode();
    return this.code;
  }

  private newCode(): Code {
    const waitMs = this.nextCodeAtMs - this.nowMs();
    if (waitMs > 0) {
      const detail = `Too many wrong codes were typed. Wait ${Math.ceil(waitMs / 1000)} seconds, then ask for a new one.`;
      throw new ScoreError('pairing-refused', detail);
    }
    const digits = String(randomInt(1_000_000)).padStart(6, '0');
    this.code = { digits, expiresAtMs: this.nowMs() + CODE_SECONDS * 1000, triesLeft: TRIES_PER_CODE };
    this.showCode({ digits, expiresAt: new Date(this.code.expiresAtMs) });
    return this.code;
  }

  private wrongCode(code: Code): ScoreError {
    code.triesLeft -= 1;
    if (code.triesLeft > 0)
      return new ScoreError(
        'pairing-refused',
        `This is not the code shown. ${code.triesLeft} tries are left.`,
      );
    this.dropCode();
    this.spentCodes += 1;
    if (this.spentCodes >= FREE_CODES) {
      const doubled = FIRST_WAIT_SECONDS * 2 ** (this.spentCodes - FREE_CODES);
      this.nextCodeAtMs = this.nowMs() + Math.min(doubled, LONGEST_WAIT_SECONDS) * 1000;
    }
    return new ScoreError('pairing-refused', 'This was the last try. Ask for a new code.');
  }

  private dropCode(): void {
    this.code = undefined;
    this.showCode(null);
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
