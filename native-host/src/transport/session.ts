// One panel's conversation before and after it is known: hello, pairing, proof, and which jobs it wants to hear of.
// Before it has shown its secret (the code, or the proof of the token) it learns nothing but random bytes, and nothing happens on the screen.
import { randomBytes } from 'node:crypto';
import {
  ScoreError,
  WIRE_PROTOCOL,
  type WireMethod,
  type WireRequest,
  type WireResult,
} from '@framescore/contract';
import type { Caller, HostMethods } from '../host-methods.js';
import type { Pairing } from '../pairing.js';

const MOST_FAILED_PROOFS = 3;
const OPEN_TO_ALL = ['hello', 'pair-start', 'pair', 'authenticate'];

export type SessionPorts = { hostVersion: string; pairing: Pairing; methods: HostMethods };
/** What a session may do to its connection. */
export type SessionEvents = { onPairing(): void; onKnown(): void; onExpelled(reason: string): void };

type Methods = { [M in WireMethod]: (params: WireRequest<M>) => Promise<WireResult<M>> };

export class Session {
  readonly watchedJobs = new Set<string>();
  private readonly gone = new AbortController();
  private nonce: string | undefined;
  private peerProtocol: number | undefined;
  private failedProofs = 0;
  private known = false;

  constructor(
    private readonly ports: SessionPorts,
    private readonly events: SessionEvents,
  ) {}

  get isKnown(): boolean {
    return this.known;
  }

  /** The connection is closed: whatever was asked for only to answer it may stop. */
  close(): void {
    this.gone.abort();
  }

  readonly methods: Methods = {
    hello: ({ protocol }) => {
      this.peerProtocol = protocol;
      // Drawn once: a hello that only asks whether the host is there must not spoil a proof on its way.
      this.nonce ??= randomBytes(32).toString('hex');
      const { hostVersion } = this.ports;
      return Promise.resolve({
        product: 'framescore' as const,
        protocol: WIRE_PROTOCOL,
        // Empty for a stranger, never null: panels before this one refuse a hello without a text here, and would see no host at all.
        hostVersion: this.known ? hostVersion : '',
        nonce: this.nonce,
      });
    },
    'pair-start': () => {
      this.requireHello();
      const expiresSeconds = this.ports.pairing.start();
      this.events.onPairing();
      return Promise.resolve({ expiresSeconds });
    },
    pair: ({ code }) => {
      this.requireHello();
      return Promise.resolve(this.ports.pairing.pair(code));
    },
    authenticate: ({ clientId, proof }) => {
      this.authenticate(this.requireHello(), clientId, proof);
      return Promise.resolve({ hostVersion: this.ports.hostVersion });
    },
    models: (params) => this.forKnown('models')(params, this.caller()),
    compose: (params) => this.forKnown('compose')(params, this.caller()),
    regenerate: (params) => this.forKnown('regenerate')(params, this.caller()),
    cancel: (params) => this.forKnown('cancel')(params, this.caller()),
    job: (params) => this.forKnown('job')(params, this.caller()),
    jobs: (params) => this.forKnown('jobs')(params, this.caller()),
    beats: (params) => this.forKnown('beats')(params, this.caller()),
  };

  /** Whether this message is answered at all; `method` is undefined for what is no request. A stranger is sent away without a word. */
  mayAsk(method: string | undefined): boolean {
    if (this.known || (method !== undefined && OPEN_TO_ALL.includes(method))) return true;
    this.events.onExpelled('authenticate first');
    return false;
  }

  private assertKnown(): void {
    if (!this.known)
      throw new ScoreError('not-paired', 'Pair the panel with the score host, then try again.');
  }

  private forKnown<M extends keyof HostMethods>(method: M): HostMethods[M] {
    this.assertKnown();
    return this.ports.methods[method];
  }

  private caller(): Caller {
    return { watch: (jobId) => this.watchedJobs.add(jobId), signal: this.gone.signal };
  }

  private requireHello(): string {
    if (this.nonce === undefined)
      throw new ScoreError('request-refused', 'The first request of a connection must be hello.');
    if (this.peerProtocol !== WIRE_PROTOCOL) {
      const older = (this.peerProtocol ?? 0) < WIRE_PROTOCOL ? 'panel' : 'score host';
      throw new ScoreError('host-outdated', `Update the ${older}, then restart both.`);
    }
    return this.nonce;
  }

  private authenticate(nonce: string, clientId: string, proof: string): void {
    if (this.ports.pairing.isProven(clientId, nonce, proof)) {
      this.known = true;
      this.events.onKnown();
      return;
    }
    this.failedProofs += 1;
    if (this.failedProofs >= MOST_FAILED_PROOFS) this.events.onExpelled('too many wrong proofs');
    throw new ScoreError('not-paired', 'The host does not know this panel. Pair it again.');
  }
}
