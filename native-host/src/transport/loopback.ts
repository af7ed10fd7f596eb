// Listens on this machine's own addresses and no other: 127.0.0.1 and ::1, both at one port. Knows nothing of messages.
// Whoever opens connections and says nothing loses his oldest one to each newcomer, so that he keeps nobody out.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ScoreError } from '@framescore/contract';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
export type Loopback = { port: number; close(): Promise<void> };

/** Connections that have not said in full what they want; a panel says it with its first packet. */
const MOST_SILENT = 256;
const HEADERS_WITHIN_MS = 5000;

/** Takes the first port that is free on both addresses; a machine without IPv6 has only the first one. */
export async function listenOnLoopback(ports: readonly number[], onUpgrade: Upgrade): Promise<Loopback> {
  for (const port of ports) {
    const servers = await listenOnBoth(port, onUpgrade);
    if (servers) return { port: portOf(servers), close: () => closeAll(servers) };
  }
  const detail = `Other programs use the ports ${ports.join(', ')} of this machine. End one of them and start again.`;
  throw new ScoreError('host-unreachable', detail);
}

async function listenOnBoth(port: number, onUpgrade: Upgrade): Promise<Server[] | undefined> {
  const first = await listen(port, '127.0.0.1', onUpgrade);
  if (first === 'taken' || first === 'no-address') return undefined;
  const second = await listen(portOf([first]), '::1', onUpgrade);
  if (second === 'taken') {
    await closeAll([first]);
    return undefined;
  }
  return second === 'no-address' ? [first] : [first, second];
}

function listen(port: number, address: string, onUpgrade: Upgrade): Promise<Server | 'taken' | 'no-address'> {
  const limits = {
    requestTimeout: HEADERS_WITHIN_MS,
    headersTimeout: HEADERS_WITHIN_MS,
    connectionsCheckingInterval: 1000, // Node looks every 30 seconds otherwise
  };
  const server = createServer(limits, (_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' });
    response.end('FrameScore speaks WebSocket here.\n');
  });
  const silent = new Set<Duplex>(); // the oldest first
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size > MOST_SILENT) oldest?.destroy();
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    silent.delete(socket);
    onUpgrade(request, socket, head);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve('taken');
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('no-address');
      else reject(error);
    });
    server.listen({ port, host: address, ipv6Only: true }, () => resolve(server));
  });
}

function portOf([server]: readonly Server[]): number {
  const address = server?.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
}
