// Runs one request in a media process and turns what comes back into bytes, one last reply, or a ScoreError.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ScoreError } from '@framescore/contract';
import { learnScans, scansOf } from './known-scans.js';
import type { MediaReply, MediaRequest, MediaRequestLine } from './media-protocol.js';
import { readBytes } from './read-bytes.js';
import { startTool, throwIfRunEnded, type Tool } from './tool-process.js';

// Seen from src/media (tests) and from dist/media (in use), the compiled program is the same file.
const PROGRAM_PATH = fileURLToPath(new URL('../../dist/media/media-child.js', import.meta.url));

export type LastReply = Exclude<MediaReply, { type: 'progress' | 'scanned' | 'alive' | 'problem' }>;
type MediaRun = { signal: AbortSignal; onProgress?: (fraction: number) => void };

/** Yields what the media process writes; returns its last reply. Leaving early, or cancelling, kills the process. */
export async function* runMediaProcess(
  request: MediaRequest,
  run: MediaRun,
): AsyncGenerator<Buffer, LastReply> {
  const line: MediaRequestLine = { ...request, knownScans: scansOf(pathsOf(request)) };
  const input = `${JSON.stringify(line)}\n`;
  const command = { command: process.execPath, args: [PROGRAM_PATH], input, reads: pathOf(request) };
  const tool = startTool(command, run.signal);
  try {
    const last = lastReply(tool, run.onProgress);
    yield* readBytes(tool);
    const reply = await tool.watch.during(last);
    const { exitCode, failure } = await tool.watch.during(tool.ended);
    if (reply?.type === 'problem')
      throw new ScoreError(reply.code, reply.detail, {
        cause: new Error(`${reply.log}\n${tool.errorTail()}`),
      });
    if (reply) return reply;
    await throwIfRunEnded(run.signal);
    throw died(request, failure ?? new Error(`exit code ${exitCode}: ${tool.errorTail()}`));
  } finally {
    await tool.dispose();
  }
}

/** For requests that write no bytes. */
export async function askMediaProcess(request: MediaRequest, run: MediaRun): Promise<LastReply> {
  const job = runMediaProcess(request, run);
  for (;;) {
    const next = await job.next();
    if (next.done === true) return next.value;
  }
}

async function lastReply(
  tool: Tool,
  onProgress: MediaRun['onProgress'],
): Promise<LastReply | (MediaReply & { type: 'problem' }) | null> {
  let last: Awaited<ReturnType<typeof lastReply>> = null;
  for await (const line of createInterface({ input: tool.replies })) {
    tool.watch.noteProgress();
    const reply = JSON.parse(line) as MediaReply; // written by media-child.ts of the same build
    if (reply.type === 'progress') onProgress?.(reply.fraction);
    else if (reply.type === 'scanned') learnScans([reply.found]);
    else if (reply.type !== 'alive') last = reply;
  }
  return last;
}

function died(request: MediaRequest, cause: Error): ScoreError {
  return new ScoreError(
    'media-unreadable',
    `The decoder stopped while reading ${pathOf(request)}. The file is probably damaged: convert it to MP4 (H.264) and try again.`,
    { cause },
  );
}

function pathOf(request: MediaRequest): string {
  return pathsOf(request)[0] ?? 'a file';
}

function pathsOf(request: MediaRequest): string[] {
  switch (request.kind) {
    case 'preview':
      return [request.videoPath];
    case 'probes':
      return [...request.paths];
    case 'pictures':
      return request.ranges.map(({ path }) => path);
    default:
      return [request.path];
  }
}
