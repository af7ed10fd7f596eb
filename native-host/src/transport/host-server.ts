// The socket that panels speak to: opens it, lets connections in by rule and number, and passes the news of jobs on.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  LARGEST_MESSAGE_BYTES,
  WIRE_NOTIFICATIONS,
  type WireEvent,
  type WireNotification,
} from '@framescore/contract';
import type { JobEvent } from '../score-job-ports.js';
import { Connection } from './connection.js';
import { listenOnLoopback, type Loopback } from './loopback.js';
import { Rpc } from './rpc.js';
import type { SessionPorts } from './session.js';
import { refusalOf } from './upgrade-rules.js';

/** Of each kind; one more costs the oldest of its kind its place. Strangers never take the place of a known panel. */
const MOST_KNOWN = 16;
const MOST_UNKNOWN = 64;
/** The same refusal is logged at most this often: whoever is refused may try without end. */
const LOG_REFUSAL_EVERY_MS = 1000;
const GOING_AWAY = 1001;
const CLOSE_WITHIN_MS = 500;

export type HostServerPorts = SessionPorts & {
  nowMs(): number;
  /** Origins beside those that panels are known to send. */
  moreOrigins?: readonly string[];
  onFault(error: unknown, method: string): void;
  onRefused(reason: string): void;
};

export class HostServer {
  /** In the order in which they came, or became known. */
  private readonly connections = new Set<Connection>();
  private readonly refusalsAtMs = new Map<string, number>();
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private readonly rpc: Rpc;
  private loopback: Loopback | undefined;

  private constructor(private readonly ports: HostServerPorts) {
    this.rpc = new Rpc(ports.onFault);
  }

  /** Throws host-unreachable when none of the TCP ports is free. */
  static async open(tcpPorts: readonly number[], ports: HostServerPorts): Promise<HostServer> {
    const server = new HostServer(ports);
    server.loopback = await listenOnLoopback(tcpPorts, (...upgrade) => server.upgrade(...upgrade));
    return server;
  }

  get port(): number {
    return this.loopback?.port ?? 0;
  }

  /** Tells every connection that made or asked for the job. */
  tell(event: JobEvent): void {
    if (event.kind === 'progress') {
      const { jobId, progress } = event;
      if (event.isStageStart) this.notify(jobId, 'stage-start', { jobId, stage: progress.stage });
      this.notify(jobId, 'stage-progress', { jobId, ...progress });
    } else if (event.kind === 'end') this.notify(event.job.jobId, 'score-end', { job: event.job });
    else this.notify(event.jobId, 'score-error', { jobId: event.jobId, problem: event.problem });
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.close(GOING_AWAY, 'the host ends');
    const deadline = Date.now() + CLOSE_WITHIN_MS;
    while (this.connections.size > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    for (const connection of this.connections) connection.terminate();
    await this.loopback?.close();
  }

  private notify<N extends WireNotification>(jobId: string, method: N, event: WireEvent<N>): void {
    const params = WIRE_NOTIFICATIONS[method].parse(event);
    const text = JSON.stringify({ jsonrpc: '2.0', method, params });
    for (const connection of this.connections)
      if (connection.session.watchedJobs.has(jobId)) connection.send(text);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    const asked = { host, origin, path: request.url };
    const refused = refusalOf(asked, this.port, this.ports.moreOrigins);
    if (refused) {
      this.logRefusal(refused.reason);
      const answer = `HTTP/1.1 ${refused.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      // Whoever is refused need not close his side, and his socket would stay open as long as he likes.
      socket.end(answer, () => socket.destroy());
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.connect(webSocket));
  }

  private logRefusal(reason: string): void {
    const nowMs = this.ports.nowMs();
    if (nowMs - (this.refusalsAtMs.get(reason) ?? -Infinity) < LOG_REFUSAL_EVERY_MS) return;
    this.refusalsAtMs.set(reason, nowMs);
    this.ports.onRefused(reason);
  }

  private connect(socket: WebSocket): void {
    const ports = { ...this.ports, rpc: this.rpc };
    const connection = new Connection(socket, ports, {
      onKnown: () => {
        this.connections.delete(connection);
        this.add(connection);
      },
      onClosed: () => this.connections.delete(connection),
    });
    this.add(connection);
  }

  /** The newest of its kind; the oldest leaves when there are too many. */
  private add(connection: Connection): void {
    this.connections.add(connection);
    const { isKnown } = connection.session;
    const alike = [...this.connections].filter(({ session }) => session.isKnown === isKnown);
    if (alike.length > (isKnown ? MOST_KNOWN : MOST_UNKNOWN)) alike[0]?.terminate();
  }
}
