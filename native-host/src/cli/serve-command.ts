// `framescore serve` and `framescore pair`: options to ports, and what a person reads of the waiting code.
import { HOST_PORTS, ScoreError } from '@framescore/contract';

export type ServeOptions = { port?: number; model: string; forget: boolean };

/** A TCP port; 0 lets the system choose, for tests. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ScoreError('usage-wrong', `--port takes a whole number from 0 to 65535, not "${text}".`);
}

/** The asked port alone, or those that the panel tries. */
export function tcpPortsOf({ port }: Pick<ServeOptions, 'port'>): readonly number[] {
  return port === undefined ? HOST_PORTS : [port];
}

export function describeForgotten(count: number): string {
  return count === 1 ? '1 pairing was removed.\n' : `${count} pairings were removed.\n`;
}

export function describeCode(code: { digits: string; expiresAt: Date } | undefined, now: Date): string {
  if (!code) return 'No code is waiting. Press "Pair" in the panel first, then run this again.\n';
  const secondsLeft = Math.ceil((code.expiresAt.getTime() - now.getTime()) / 1000);
  return `${code.digits.slice(0, 3)} ${code.digits.slice(3)}  (valid for ${secondsLeft} more seconds)\n`;
}
