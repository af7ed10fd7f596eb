// One open socket to the host: requests matched to answers, every message checked against the contract, a heartbeat.
// Knows nothing of ports, pairing or retries.
import {
  ScoreError,
  WIRE_METHODS,
  WIRE_NOTIFICATIONS,
  wireProblem,
  type WireMethod,
  type WireNotification,
  type WireParams,
  type WireResult,
} from '@framescore/contract';
import { JSONRPCClient, isJSONRPCRequest, isJSONRPCResponse, type JSONRPCError } from 'json-rpc-2.0';
import type { HostEvent } from '../ports.js';

/** What is used of a WebSocket; UXP's and the browser's fit. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
};

export class HostLink {
  private readonly client = new JSONRPCClient((message) => this.socket.send(JSON.stringify(message)));
  private isClosed = false;

  /** `socket` is open. `onClosed` is called once, also when the socket itself does not tell (UXP may tell late). */
  constructor(
    private readonly socket: Socket,
    private readonly onEvent: (event: HostEvent) => void,
    private readonly onClosed: () => void,
  ) {
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = () => this.close();
    socket.onerror = () => this.close();
  }

  /** Sent once, never again: an answer that does not come is the caller's host-unreachable. */
  async request<M extends WireMethod>(method: M, params: WireParams<M>): Promise<WireResult<M>> {
    if (this.isClosed) throw unreachable();
    try {
      const answer: unknown = await this.client.request(method, params);
      return readAnswer(method, answer);
    } catch (error) {
      throw toScoreError(error, this.isClosed);
    }
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.onmessage = null;
    this.client.rejectAllPendingRequests('The connection to the score host was lost.');
    try {
      this.socket.close();
    } catch {
      // A socket that never opened may refuse to be closed.
    }
    this.onClosed();
  }

  private receive(data: unknown): void {
    const message = typeof data === 'string' ? parseJson(data) : undefined;
    if (typeof message !== 'object' || message === null) return;
    if (isJSONRPCResponse(message)) this.client.receive(message);
    else if (isJSONRPCRequest(message)) this.hear(message.method, message.params);
  }

  /** An event that does not fit the contract is dropped: the job itself is asked for later. */
  private hear(name: string, params: unknown): void {
    if (!(name in WIRE_NOTIFICATIONS)) return;
    const parsed = WIRE_NOTIFICATIONS[name as WireNotification].safeParse(params);
    if (parsed.success) this.onEvent({ name, params: parsed.data } as HostEvent);
  }
}

function readAnswer<M extends WireMethod>(method: M, answer: unknown): WireResult<M> {
  const parsed = WIRE_METHODS[method].result.safeParse(answer);
  if (parsed.success) return parsed.data as WireResult<M>;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ScoreError(
    'internal',
    `The host's answer to ${method} has a wrong field: ${where}. Update both.`,
  );
}

function toScoreError(error: unknown, isClosed: boolean): ScoreError {
  if (error instanceof ScoreError) return error;
  if (isClosed) return unreachable(error);
  const parsed = wireProblem.safeParse((error as Partial<JSONRPCError>).data);
  if (parsed.success) return new ScoreError(parsed.data.code, parsed.data.detail, { cause: error });
  const what = error instanceof Error ? error.message : String(error);
  return new ScoreError('internal', `The host answered with an error: ${what}`, { cause: error });
}

export function unreachable(cause?: unknown): ScoreError {
  return new ScoreError('host-unreachable', 'Start the score host; the panel connects by itself.', { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
