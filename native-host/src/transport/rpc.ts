// JSON-RPC 2.0 with the schemas of the wire: every parameter parsed on receipt, every result before it leaves.
import { JSONRPCErrorException, JSONRPCServer, createJSONRPCErrorResponse } from 'json-rpc-2.0';
import {
  ScoreError,
  WIRE_METHODS,
  makeWireProblem,
  wireProblemOf,
  type ProblemCode,
  type WireMethod,
} from '@framescore/contract';
import type { Session } from './session.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
/** The range of the specification for errors of an application; which one it was stands in `data`. */
const PROBLEM = -32000;
const LONGEST_ID_CHARACTERS = 200;

type Issue = { path: PropertyKey[]; message: string };

/** Answers one message of a session; undefined for notifications, which ask for no answer. */
export class Rpc {
  private readonly server = new JSONRPCServer<Session>({ errorListener: () => undefined });

  constructor(private readonly onFault: (error: unknown, method: string) => void) {
    const methods = Object.keys(WIRE_METHODS) as WireMethod[];
    for (const method of methods)
      this.server.addMethod(method, (params, session) => this.call(method, params, session));
    this.server.mapErrorToJSONRPCErrorResponse = (id, error: JSONRPCErrorException) =>
      createJSONRPCErrorResponse(id, error.code, error.message, error.data);
  }

  async answer(text: string, session: Session): Promise<string | undefined> {
    const request = parseMessage(text);
    if (!session.mayAsk(isRequest(request) ? request.method : undefined)) return undefined;
    if (request === undefined) return refusal(null, PARSE_ERROR, 'The message is not JSON.');
    if (!isRequest(request)) {
      const detail = 'The message is not a JSON-RPC 2.0 request. Batches are not taken.';
      return refusal(null, INVALID_REQUEST, detail);
    }
    if (!this.server.hasMethod(request.method)) {
      if (request.id === undefined) return undefined;
      return refusal(request.id, METHOD_NOT_FOUND, 'The host has no such method. Update panel and host.');
    }
    const response = await this.server.receive(request, session);
    return response === null ? undefined : JSON.stringify(response);
  }

  private async call<M extends WireMethod>(method: M, params: unknown, session: Session): Promise<unknown> {
    try {
      const parsed = WIRE_METHODS[method].params.safeParse(params ?? {});
      if (!parsed.success) throw invalidParams(parsed.error.issues);
      const work = session.methods[method] as (params: unknown) => Promise<unknown>;
      return WIRE_METHODS[method].result.parse(await work(parsed.data));
    } catch (error) {
      if (error instanceof JSONRPCErrorException) throw error;
      if (!(error instanceof ScoreError)) this.onFault(error, method);
      const problem = wireProblemOf(error);
      throw new JSONRPCErrorException(problem.title, PROBLEM, problem);
    }
  }
}

function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // JSON has no undefined, so this is no message
  }
}

type Request = { jsonrpc: '2.0'; method: string; id?: string | number };

function isRequest(value: unknown): value is Request {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { jsonrpc, method, id } = value as Record<string, unknown>;
  const isId =
    id === undefined ||
    typeof id === 'number' ||
    (typeof id === 'string' && id.length <= LONGEST_ID_CHARACTERS);
  return jsonrpc === '2.0' && typeof method === 'string' && isId;
}

/** Names the first field that does not fit; its value is never repeated. */
function invalidParams(issues: readonly Issue[]): JSONRPCErrorException {
  const [issue] = issues;
  const code: ProblemCode = issue?.path[0] === 'timeline' ? 'timeline-invalid' : 'request-refused';
  const where = issue?.path.map(String).join('.') || 'params';
  const detail = `${where}: ${issue?.message ?? 'does not fit'}. Update panel and host to the same version.`;
  const problem = makeWireProblem(code, detail);
  return new JSONRPCErrorException(problem.title, INVALID_PARAMS, problem);
}

function refusal(id: string | number | null, code: number, detail: string): string {
  const problem = makeWireProblem('request-refused', detail);
  return JSON.stringify(createJSONRPCErrorResponse(id, code, problem.title, problem));
}
