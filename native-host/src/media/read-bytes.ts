// What a program writes to stdout, as it comes.
import type { Tool } from './tool-process.js';

/** The program's output; ends, rather than throws, where a kill cuts the pipe. */
export async function* readBytes(tool: Tool): AsyncGenerator<Buffer, void> {
  try {
    const chunks = tool.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>; // a pipe without encoding gives buffers
    for (;;) {
      const next = await tool.watch.during(chunks.next());
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    if (!isCutPipe(error)) throw error;
  }
}

function isCutPipe(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET';
}
