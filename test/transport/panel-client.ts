// A panel as the host sees one: a socket, JSON-RPC, pairing and proof, and the news that came. For tests only.
import { createHmac } from 'node:crypto';
import { WebSocket, type ClientOptions } from 'ws';
import {
  WIRE_PROTOCOL,
  type ScoreJob,
  type WireMethod,
  type WireParams,
  type WireProblem,
  type WireResult,
} from '@framescore/contract';
import { composeParams } from './timelines.js';

export type News = { method: string; params: Record<string, unknown> };
export type RpcError = { code: number; message: string; data?: WireProblem };
type Reply = { id: string | number | null; result?: unknown; error?: RpcError };

/** The error of a refused request, with what the host said. */
export class Refused extends Error {
  constructor(readonly rpc: RpcError) {
    super(`${rpc.code} ${rpc.data?.code ?? ''} ${rpc.data?.detail ?? rpc.message}`);
  }
  get code(): string | undefined {
    return this.rpc.data?.code;
  }
}

export class PanelClient {
  readonly news: News[] = [];
  readonly replies: Reply[] = [];
  closeCode: number | undefined;
  private readonly listeners = new Set<() => void>();
  private nextId = 1;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Reply | News;
      if ('method' in message) this.news.push(message);
      else this.replies.push(message);
      this.wake();
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.wake();
    });
    socket.on('error', () => undefined);
  }

  /** Rejects with the HTTP status where the host refuses the upgrade. */
  static open(
    port: number,
    options: ClientOptions & { host?: string; path?: string } = {},
  ): Promise<PanelClient> {
    const { host = '127.0.0.1', path = '/', ...rest } = options;
    const socket = new WebSocket(`ws://${host}:${port}${path}`, [], { origin: 'file://', ...rest });
    const client = new PanelClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => {
        socket.terminate();
        reject(new Error(`status ${response.statusCode}`));
      });
      socket.once('error', reject);
    });
  }

  async request<M extends WireMethod>(method: M, params: WireParams<M>): Promise<WireResult<M>> {
    const id = this.nextId++;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const reply = await this.until(() => this.replies.find((candidate) => candidate.id === id));
    if (reply.error) throw new Refused(reply.error);
    return reply.result as WireResult<M>;
  }

  hello(protocol: number = WIRE_PROTOCOL): Promise<WireResult<'hello'>> {
    const client = { name: 'test panel', version: '0.0.0' };
    return this.request('hello', { protocol, client, editor: { name: 'none', version: '0' } });
  }

  async authenticate({ clientId, token }: { clientId: string; token: string }): Promise<void> {
    const { nonce } = await this.hello();
    await this.request('authenticate', { clientId, proof: proofOf(nonce, token) });
  }

  /** The news of a kind about a job, once it has come. */
  async newsOf(method: string, jobId: string, timeoutMs = 60_000): Promise<Record<string, unknown>> {
    const found = await this.until(
      () => this.news.find((item) => item.method === method && idOf(item) === jobId),
      timeoutMs,
    );
    return found.params;
  }

  /** The job once it has ended in any way. */
  async endOf(jobId: string, timeoutMs = 120_000): Promise<ScoreJob> {
    const isEnd = (item: News) => ['score-end', 'score-error'].includes(item.method) && idOf(item) === jobId;
    await this.until(() => this.news.find(isEnd), timeoutMs);
    return this.request('job', { jobId });
  }

  /** What `find` gives once it gives something; rejects when the socket closes or time runs out. */
  until<T>(find: () => T | undefined, timeoutMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(check);
        act();
      };
      const check = () => {
        const found = find();
        if (found !== undefined) end(() => resolve(found));
        else if (this.closeCode !== undefined) end(() => reject(new Error(`closed with ${this.closeCode}`)));
      };
      const timer = setTimeout(() => end(() => reject(new Error('nothing came in time'))), timeoutMs);
      this.listeners.add(check);
      check();
    });
  }

  /** The close code, once the host has closed the connection. */
  async closed(timeoutMs = 20_000): Promise<number> {
    return this.until(() => this.closeCode, timeoutMs);
  }

  close(): void {
    this.socket.terminate();
  }

  private wake(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** A job that was asked for and has begun to read the picture. */
export async function runningJob(panel: PanelClient, seconds = 12): Promise<string> {
  const { jobId } = await panel.request('compose', composeParams(seconds));
  await panel.newsOf('stage-start', jobId);
  return jobId;
}

export function proofOf(nonce: string, token: string): string {
  return createHmac('sha256', Buffer.from(token, 'hex')).update(Buffer.from(nonce, 'hex')).digest('hex');
}

function idOf({ params }: News): unknown {
  return params['jobId'] ?? (params['job'] as { jobId?: string } | undefined)?.jobId;
}
