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

const MOST_CONNECTIONS = 16;
const MOST_UNKNOWN_CONNECTIONS = 8;
const GOING_AWAY = 1001;
const CLOSE_WITHIN_MS = 500;

export type HostServerPorts = SessionPorts & {
  nowMs(): number;
  onFault(error: unknown, method: string): void;
  onRefused(reason: string): void;
};

export class HostServer {
  private readonly connections = new Set<Connection>();
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
    const refused = refusalOf({ host, origin, path: request.url }, this.port) ?? this.refusalForNumber();
    if (refused) {
      this.ports.onRefused(refused.reason);
      socket.end(`HTTP/1.1 ${refused.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.connect(webSocket));
  }

  private refusalForNumber(): { status: number; reason: string } | undefined {
    const unknown = [...this.connections].filter(({ session }) => !session.isKnown);
    if (this.connections.size < MOST_CONNECTIONS && unknown.length < MOST_UNKNOWN_CONNECTIONS)
      return undefined;
    return { status: 503, reason: 'there are too many connections' };
  }

  private connect(socket: WebSocket): void {
    const ports = { ...this.ports, rpc: this.rpc };
    const forget = (connection: Connection) => void this.connections.delete(connection);
    this.connections.add(new Connection(socket, ports, forget));
  }
}
