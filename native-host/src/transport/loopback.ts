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
/** An end waits this long for sockets that the server has handed over; then they are cut. */
const CLOSE_WITHIN_MS = 500;

/** A server with every socket that is open on it, also those that were handed over by an upgrade, of which Node keeps no list. */
type Listening = { server: Server; sockets: Set<Socket> };

/** Takes the first port that is free on both addresses; a machine without IPv6 has only the first one. */
export async function listenOnLoopback(ports: readonly number[], onUpgrade: Upgrade): Promise<Loopback> {
  for (const port of ports) {
    const servers = await listenOnBoth(port, onUpgrade);
    if (servers) return { port: portOf(servers), close: () => closeAll(servers) };
  }
  const detail = `Other programs use the ports ${ports.join(', ')} of this machine. End one of them and start again.`;
  throw new ScoreError('host-unreachable', detail);
}

async function listenOnBoth(port: number, onUpgrade: Upgrade): Promise<Listening[] | undefined> {
  const first = await listen(port, '127.0.0.1', onUpgrade);
  if (first === 'taken' || first === 'no-address') return undefined;
  const second = await listen(portOf([first]), '::1', onUpgrade);
  if (second === 'taken') {
    await closeAll([first]);
    return undefined;
  }
  return second === 'no-address' ? [first] : [first, second];
}

function listen(
  port: number,
  address: string,
  onUpgrade: Upgrade,
): Promise<Listening | 'taken' | 'no-address'> {
  const limits = {
    requestTimeout: HEADERS_WITHIN_MS,
    headersTimeout: HEADERS_WITHIN_MS,
    connectionsCheckingInterval: 1000, // Node looks every 30 seconds otherwise
  };
  const server = createServer(limits, (_request, response) => {
    // Without a word of who listens: any page can ask this.
    response.writeHead(426, { connection: 'close', 'content-length': 0 });
    response.end();
  });
  const sockets = new Set<Socket>();
  const silent = new Set<Duplex>(); // the oldest first
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
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
    server.listen({ port, host: address, ipv6Only: true }, () => resolve({ server, sockets }));
  });
}

function portOf([first]: readonly Listening[]): number {
  const address = first?.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}

async function closeAll(listening: readonly Listening[]): Promise<void> {
  await Promise.all(listening.map(closeOne));
}

async function closeOne({ server, sockets }: Listening): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(cut);
}
