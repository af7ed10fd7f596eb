// Many files and ranges through one media process. Where a file kills it, that file has failed and a new process goes on with the next.
import { ScoreError } from '@framescore/contract';
import { problemOfFile } from './file-problem.js';
import type { PictureEvent } from './frame-source.js';
import type { MediaInfo } from './media-info.js';
import type {
  MediaRequest,
  PicturesEnd,
  PicturesRequest,
  ProbedFile,
  ProblemReply,
} from './media-protocol.js';
import { runMediaProcess } from './media-process.js';
import { type PictureRecord, readPictureRecords } from './picture-records.js';

export async function* probeMany(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<MediaInfo | ScoreError, void> {
  let next = 0;
  while (next < paths.length) {
    try {
      for await (const record of recordsOf({ kind: 'probes', paths: paths.slice(next) }, signal)) {
        if (record.kind !== 'note') continue;
        const probed = record.note as ProbedFile; // written by media-child.ts of the same build
        next += 1;
        yield 'info' in probed ? probed.info : asError(probed.problem);
      }
    } catch (error) {
      next += 1;
      yield problemOfFile(error);
    }
  }
}

export async function* readPictures(
  { ranges, widthPx, heightPx }: PicturesRequest,
  signal: AbortSignal,
): AsyncGenerator<PictureEvent, void> {
  let index = 0;
  while (index < ranges.length) {
    try {
      const rest = { kind: 'pictures' as const, ranges: ranges.slice(index), widthPx, heightPx };
      for await (const record of recordsOf(rest, signal)) {
        if (record.kind === 'frame') {
          yield { ...record, index };
          continue;
        }
        const end = record.note as PicturesEnd; // written by media-child.ts of the same build
        if ('summary' in end) yield { kind: 'end', index, summary: end.summary };
        else yield { kind: 'failed', index, problem: asError(end.problem) };
        index += 1;
      }
    } catch (error) {
      yield { kind: 'failed', index, problem: problemOfFile(error) };
      index += 1;
    }
  }
}

function recordsOf(request: MediaRequest, signal: AbortSignal): AsyncGenerator<PictureRecord, void> {
  const bytes = async function* (): AsyncGenerator<Uint8Array, void> {
    yield* runMediaProcess(request, { signal });
  };
  return readPictureRecords(bytes());
}

function asError({ code, detail, log }: ProblemReply): ScoreError {
  return new ScoreError(code, detail, { cause: new Error(log) });
}
