// One open socket: its limits (rate, size before it is known, time to be known), its heartbeat, its session.
import type { WebSocket } from 'ws';
import { RateLimit } from './rate-limit.js';
import type { Rpc } from './rpc.js';
import { Session, type SessionPorts } from './session.js';

/** Milliseconds until a connection must be known; longer once a person has a code to type. */
const KNOWN_WITHIN_MS = 15_000;
const PAIRED_WITHIN_MS = 180_000;
const HEARTBEAT_MS = 15_000;
/** What an unknown panel may send at once: a hello has 300 bytes. */
const LARGEST_UNKNOWN_BYTES = 16_384;
/** Milliseconds for a close code to leave before the connection is cut. */
const LAST_WORDS_MS = 1000;
/** Bytes that may wait for a reader that does not read. */
const MOST_UNSENT_BYTES = 32 * 1024 * 1024;

// Close codes of RFC 6455.
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TOO_LARGE = 1009;

export type ConnectionPorts = SessionPorts & { rpc: Rpc; nowMs(): number };
export type ConnectionEvents = { onKnown(): void; onClosed(): void };

export class Connection {
  readonly session: Session;
  private limit: RateLimit;
  private deadline: NodeJS.Timeout;
  private readonly heartbeat: NodeJS.Timeout;
  private answersPings = false;
  private missedPings = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly ports: ConnectionPorts,
    private readonly events: ConnectionEvents,
  ) {
    this.session = new Session(ports, {
      onPairing: () => this.setDeadline(PAIRED_WITHIN_MS),
      onKnown: () => this.onKnown(),
      onExpelled: (reason) => setImmediate(() => socket.close(POLICY_VIOLATION, reason)),
    });
    this.limit = new RateLimit(20, 2, ports.nowMs);
    this.deadline = setTimeout(() => this.expire(), KNOWN_WITHIN_MS);
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    socket.on('message', (data: Buffer, isBinary: boolean) => void this.receive(data, isBinary));
    socket.on('pong', () => this.onPong());
    socket.on('error', () => this.terminateSoon()); // oversized or broken frames; ws sends their close code first
    socket.on('close', () => this.onClose());
  }

  send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_UNSENT_BYTES) this.socket.terminate();
    else this.socket.send(text);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** Never rejects. */
  private async receive(data: Buffer, isBinary: boolean): Promise<void> {
    if (isBinary) return this.close(UNSUPPORTED_DATA, 'messages are text');
    if (!this.limit.take()) return this.close(POLICY_VIOLATION, 'too many messages');
    if (!this.session.isKnown && data.length > LARGEST_UNKNOWN_BYTES)
      return this.close(TOO_LARGE, 'authenticate first');
    const answer = await this.ports.rpc.answer(data.toString('utf8'), this.session);
    if (answer !== undefined) this.send(answer);
  }

  private terminateSoon(): void {
    setTimeout(() => this.terminate(), LAST_WORDS_MS).unref();
  }

  private onKnown(): void {
    clearTimeout(this.deadline);
    this.limit = new RateLimit(200, 50, this.ports.nowMs);
    this.events.onKnown();
  }

  private setDeadline(ms: number): void {
    if (this.session.isKnown) return;
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.expire(), ms);
  }

  private expire(): void {
    this.close(POLICY_VIOLATION, 'not authenticated in time');
  }

  /** UXP's socket may not answer pings (unmeasured), so only one that has answered is taken for dead when it stops. */
  private beat(): void {
    if (this.answersPings && this.missedPings >= 2) return this.terminate();
    this.missedPings += 1;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  private onPong(): void {
    this.answersPings = true;
    this.missedPings = 0;
  }

  private onClose(): void {
    clearTimeout(this.deadline);
    clearInterval(this.heartbeat);
    this.session.close();
    this.events.onClosed();
  }
}
