// The panel's line to the host: finds its port, says hello, proves the pairing, stays connected. Implements HostPort.
import {
  HOST_PORTS,
  ScoreError,
  WIRE_PROTOCOL,
  type WireMethod,
  type WireParams,
  type WireResult,
} from '@framescore/contract';
import type { CancelToken } from '../cancel-signal.js';
import type { HostConnection, HostEvent, HostPort } from '../ports.js';
import { HostLink, unreachable } from './host-link.js';
import { openPort, type OpenSocket } from './open-socket.js';
import { proveToken } from './prove-token.js';
import { areQuickTriesOver, retryDelayMs } from './retry-delays.js';
import { readPairing, writePairing, type SecretStore } from './secret-store.js';

type Program = { name: string; version: string };
export type HostClientOptions = {
  openSocket: OpenSocket;
  secrets: SecretStore;
  client: Program;
  editor: Program;
  ports?: readonly number[];
  heartbeatMs?: number;
};

/** Twice this without an answer, and the connection is taken for dead: UXP tells of a closed socket seconds late. */
const HEARTBEAT_MS = 5000;
/** How long a request waits for a connection that is being made. */
const PATIENCE_MS = 4000;

export class HostClient implements HostPort {
  private link: HostLink | null = null;
  private connection: HostConnection = { state: 'connecting' };
  private nonce = '';
  private hostVersion = '';
  /** Why Premiere refused the address at the last try; null where it did not. */
  private denial: string | null = null;
  private failedTries = 0;
  private isDisposed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private readonly connectionListeners = new Set<(connection: HostConnection) => void>();
  private readonly eventListeners = new Set<(event: HostEvent) => void>();

  constructor(private readonly options: HostClientOptions) {
    void this.connect();
  }

  watchConnection(listener: (connection: HostConnection) => void): () => void {
    this.connectionListeners.add(listener);
    listener(this.connection);
    return () => this.connectionListeners.delete(listener);
  }

  watchEvents(listener: (event: HostEvent) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  async request<M extends WireMethod>(
    method: M,
    params: WireParams<M>,
    signal: CancelToken,
  ): Promise<WireResult<M>> {
    const link = await this.openLink(signal);
    return raceCancel(link.request(method, params), signal);
  }

  async pair(code: string, signal: CancelToken): Promise<void> {
    const pairing = await this.request('pair', { code }, signal);
    await writePairing(this.options.secrets, pairing);
    if (this.link) await this.prove(this.link);
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    clearInterval(this.heartbeat);
    this.link?.close();
  }

  private async connect(): Promise<void> {
    const link = await this.findHost();
    if (this.isDisposed) return link?.close();
    if (!link) return this.tryLater();
    this.link = link;
    this.failedTries = 0;
    this.keepAlive(link);
    try {
      if (this.connection.state !== 'outdated') await this.prove(link);
    } catch {
      this.lose(link);
    }
  }

  /** The first port on which a host of ours answers; another program may sit on one of them. */
  private async findHost(): Promise<HostLink | undefined> {
    this.denial = null;
    for (const port of this.options.ports ?? HOST_PORTS) {
      try {
        return await this.greet(port);
      } catch (error) {
        // The next port may be the one.
        if (isDenial(error)) this.denial = error.detail;
      }
    }
    return undefined;
  }

  private async greet(port: number): Promise<HostLink> {
    const socket = await openPort(port, this.options.openSocket);
    const link: HostLink = new HostLink(
      socket,
      (event) => this.eventListeners.forEach((listener) => listener(event)),
      () => this.lose(link),
    );
    try {
      await this.sayHello(link);
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  }

  private async sayHello(link: HostLink): Promise<void> {
    const { client, editor } = this.options;
    const hello = link.request('hello', { protocol: WIRE_PROTOCOL, client, editor });
    const { nonce, hostVersion, protocol } = await raceTimeout(hello, PATIENCE_MS);
    this.nonce = nonce;
    if (hostVersion !== null && hostVersion !== '') this.hostVersion = hostVersion;
    if (protocol !== WIRE_PROTOCOL) {
      this.announce({
        state: 'outdated',
        hostVersion: this.hostVersion,
        isHostOlder: protocol < WIRE_PROTOCOL,
      });
    } else if (this.connection.state === 'outdated') this.announce({ state: 'connecting' });
  }

  /** Ready, or unpaired when there is no pairing that the host knows. */
  private async prove(link: HostLink): Promise<void> {
    const pairing = await readPairing(this.options.secrets);
    try {
      if (!pairing) return this.announce({ state: 'unpaired' });
      const proof = proveToken(pairing.token, this.nonce);
      const { hostVersion } = await link.request('authenticate', { clientId: pairing.clientId, proof });
      this.hostVersion = hostVersion ?? this.hostVersion;
      this.announce({ state: 'ready', hostVersion: this.hostVersion });
    } catch (error) {
      if (!(error instanceof ScoreError) || error.code !== 'not-paired') throw error;
      this.announce({ state: 'unpaired' });
    }
  }

  private keepAlive(link: HostLink): void {
    const { heartbeatMs = HEARTBEAT_MS } = this.options;
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => {
      raceTimeout(this.beat(link), 2 * heartbeatMs).catch(() => this.lose(link));
    }, heartbeatMs);
  }

  /** Any answer is a sign of life; hello is the cheapest. Its nonce is the next proof's. */
  private async beat(link: HostLink): Promise<void> {
    const { client, editor } = this.options;
    const { nonce } = await link.request('hello', { protocol: WIRE_PROTOCOL, client, editor });
    this.nonce = nonce;
  }

  private lose(link: HostLink): void {
    if (this.link !== link) return;
    this.link = null;
    link.close();
    clearInterval(this.heartbeat);
    this.tryLater();
  }

  /** An unpaired panel is sent away after a while and comes back unnoticed; others show that the host is gone. */
  private tryLater(): void {
    if (this.isDisposed) return;
    this.failedTries += 1;
    const { state } = this.connection;
    if (areQuickTriesOver(this.failedTries)) this.announce(this.whyAway());
    else if (state === 'ready') this.announce({ state: 'connecting' });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), retryDelayMs(this.failedTries));
  }

  private announce(connection: HostConnection): void {
    if (JSON.stringify(connection) === JSON.stringify(this.connection)) return;
    this.connection = connection;
    this.connectionListeners.forEach((listener) => listener(connection));
  }

  /** The open link, or the one that is being opened just now. */
  private async openLink(signal: CancelToken): Promise<HostLink> {
    const until = Date.now() + (areQuickTriesOver(this.failedTries) ? 0 : PATIENCE_MS);
    while (!this.link && Date.now() < until && !signal.aborted) await wait(50);
    if (this.link) return this.link;
    throw this.denial === null ? unreachable() : new ScoreError('network-denied', this.denial);
  }

  private whyAway(): HostConnection {
    return this.denial === null ? { state: 'unreachable' } : { state: 'denied', reason: this.denial };
  }
}

function isDenial(error: unknown): error is ScoreError {
  return error instanceof ScoreError && error.code === 'network-denied';
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function raceTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unreachable()), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The request itself goes on at the host; nobody waits for it any more. */
function raceCancel<T>(promise: Promise<T>, signal: CancelToken): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = signal.onCancel(() => reject(new ScoreError('cancelled', 'The request was cancelled.')));
    promise.then(resolve, reject).finally(stop);
  });
}
