// Opens a socket to the first port where something answers. Knows nothing of what is said on it.
import { ScoreError } from '@framescore/contract';
import type { Socket } from './host-link.js';

export type OpenSocket = (url: string) => Socket;

/** A port that neither opens nor refuses is given up after this; a browser may hold a socket back for five seconds. */
const OPEN_WITHIN_MS = 6000;

/** -> an open socket; rejects when nothing answers. Throws network-denied where UXP refuses the address itself, as it may for a moment (R31). */
export function openPort(port: number, openSocket: OpenSocket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`Nothing answers on port ${port}.`));
    // UXP refuses 127.0.0.1 where it takes localhost (premiere-facts 3.1).
    const socket = askFor(`ws://localhost:${port}`, openSocket);
    const timer = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      fail();
    }, OPEN_WITHIN_MS);
    socket.onopen = () => {
      clearTimeout(timer);
      resolve(socket);
    };
    socket.onerror = socket.onclose = () => {
      clearTimeout(timer);
      fail();
    };
  });
}

/** A missing host is told by an event; only a refused permission, or a wrong address, is thrown. */
function askFor(url: string, openSocket: OpenSocket): Socket {
  try {
    return openSocket(url);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ScoreError('network-denied', words, { cause: error });
  }
}
