// The log of a host: one line a happening, to its terminal and to a file that stays small. Never given media paths at info level.
import { appendFileSync, renameSync, statSync } from 'node:fs';

const LARGEST_LOG_BYTES = 1_000_000;

export type HostLog = { info(text: string): void; fault(text: string, error: unknown): void };

/** Begins a new file when the last one has grown large, and keeps that one as `<path>.1`. */
export function openHostLog(path: string, terminal: { write(text: string): unknown }): HostLog {
  let bytes = sizeOf(path);
  const append = (line: string) => {
    if (bytes > LARGEST_LOG_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    bytes += Buffer.byteLength(line);
  };
  const write = (level: string, text: string) => {
    const line = `${new Date().toISOString()} ${level} ${text}\n`;
    terminal.write(line);
    try {
      append(line);
    } catch {
      // A full disk must not end the host; the terminal has the line.
    }
  };
  return {
    info: (text) => write('info', text),
    fault: (text, error) => write('error', `${text}: ${causesOf(error)}`),
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0; // what may not be looked at cannot be written to either, and that is found out at the first line
  }
}

function causesOf(error: unknown): string {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    texts.push(cause.stack ?? cause.message);
  return texts.length > 0 ? texts.join('\n  caused by: ') : JSON.stringify(error);
}
