// Many files and ranges through the user's ffmpeg: one program after the other, the same events as node-av's one process.
import type { ScoreError } from '@framescore/contract';
import { problemOfFile } from './file-problem.js';
import type { MediaBackend, PictureEvent } from './frame-source.js';
import type { MediaInfo } from './media-info.js';
import type { PicturesRequest } from './media-protocol.js';

export async function* probeEach(
  paths: readonly string[],
  probe: (path: string) => Promise<MediaInfo>,
): AsyncGenerator<MediaInfo | ScoreError, void> {
  for (const path of paths) yield await probe(path).catch(problemOfFile);
}

export async function* readEach(
  { ranges, widthPx, heightPx }: PicturesRequest,
  frames: MediaBackend['frames'],
  signal: AbortSignal,
): AsyncGenerator<PictureEvent, void> {
  for (const [index, range] of ranges.entries()) {
    try {
      const shown = frames({ ...range, widthPx, heightPx }, signal);
      for (;;) {
        const next = await shown.next();
        if (next.done === true) {
          yield { kind: 'end', index, summary: next.value };
          break;
        }
        yield { kind: 'frame', index, ...next.value };
      }
    } catch (error) {
      yield { kind: 'failed', index, problem: problemOfFile(error) };
    }
  }
}
