// `framescore serve` and `framescore pair`: options to ports, and what a person reads of the waiting code.
import { HOST_PORTS, ScoreError } from '@framescore/contract';

export type ServeOptions = { port?: number; model: string; forget: boolean; acceptNullOrigin: boolean };

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

/** Origins that the person lets in beside those that panels are known to send. */
export function moreOriginsOf({
  acceptNullOrigin,
}: Pick<ServeOptions, 'acceptNullOrigin'>): readonly string[] {
  return acceptNullOrigin ? ['null'] : [];
}

export function describeForgotten(count: number): string {
  return count === 1 ? '1 pairing was removed.\n' : `${count} pairings were removed.\n`;
}

export function describeCode(code: { digits: string; expiresAt: Date }, now: Date): string {
  const secondsLeft = Math.ceil((code.expiresAt.getTime() - now.getTime()) / 1000);
  return `${code.digits.slice(0, 3)} ${code.digits.slice(3)}  (valid for ${secondsLeft} more seconds)\n`;
}
