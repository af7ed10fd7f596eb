// The media process: one request line on stdin, replies on descriptor 3, bytes on stdout. The only program that loads node-av.
// It lives no longer than its host: when stdin closes it exits.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ScoreError } from '@framescore/contract';
import { AV_LOG_ERROR } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { decodeAudio } from './decode-audio.js';
import { decodeFrames, type PictureFrame } from './decode-frames.js';
import { decodePictures } from './decode-pictures.js';
import { learnScans, tellFoundScans } from './known-scans.js';
import {
  FRAME_TIME_BYTES,
  type MediaReply,
  type MediaRequest,
  type MediaRequestLine,
  type PicturesRequest,
  type ProbedFile,
  type ProblemReply,
  REPLY_DESCRIPTOR,
} from './media-protocol.js';
import { muxPreview } from './mux-preview.js';
import { frameRecord as pictureRecord, noteRecord } from './picture-records.js';
import { probeFile } from './probe-file.js';

// Ctrl-C in a terminal reaches this process too; its host decides when to stop, and kills it.
process.on('SIGINT', () => undefined);
process.stdin.on('close', () => process.exit(0));
Log.setLevel(AV_LOG_ERROR);
createInterface({ input: process.stdin }).once('line', (line) => void serve(line));

async function serve(line: string): Promise<void> {
  try {
    // Written by media-process.ts of the same build.
    const request = JSON.parse(line) as MediaRequestLine;
    learnScans(request.knownScans);
    tellFoundScans((found) => reply({ type: 'scanned', found }));
    await answer(request);
  } catch (error) {
    reply(problemOf(error));
  }
  await writeBytes(new Uint8Array(0));
  process.exit(0);
}

async function answer(request: MediaRequest): Promise<void> {
  switch (request.kind) {
    case 'probe':
      return reply({ type: 'info', info: await probeFile(request.path) });
    case 'probes':
      return probeAll(request.paths);
    case 'frames':
      return reply({ type: 'frames-end', summary: await pipeOut(decodeFrames(request), frameRecord) });
    case 'pictures':
      return pipePictures(request);
    case 'audio':
      return reply({ type: 'end', summary: await pipeOut(decodeAudio(request), sampleBytes) });
    case 'preview':
      return reply({
        type: 'end',
        summary: await muxPreview(request, (fraction) => reply({ type: 'progress', fraction })),
      });
  }
}

async function probeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const probed: ProbedFile = await probeFile(path).then(
      (info) => ({ info }),
      (error: unknown) => ({ problem: problemOf(error) }),
    );
    await writeBytes(noteRecord(probed));
  }
  replyDone();
}

async function pipePictures(request: PicturesRequest): Promise<void> {
  for await (const step of decodePictures(request, problemOf)) {
    await writeBytes('frame' in step ? pictureRecord(step.frame) : noteRecord(step.end));
  }
  replyDone();
}

function replyDone(): void {
  reply({ type: 'end', summary: { damagedPacketCount: 0, lastSeconds: 0 } });
}

async function pipeOut<T, R>(items: AsyncGenerator<T, R>, toBytes: (item: T) => Uint8Array): Promise<R> {
  for (;;) {
    const next = await items.next();
    if (next.done === true) return next.value;
    await writeBytes(toBytes(next.value));
  }
}

function frameRecord({ timeSeconds, rgb }: PictureFrame): Uint8Array {
  const record = new Uint8Array(FRAME_TIME_BYTES + rgb.length);
  new DataView(record.buffer).setFloat64(0, timeSeconds, true);
  record.set(rgb, FRAME_TIME_BYTES);
  return record;
}

function sampleBytes(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Waits until the pipe has taken the bytes, so that at most one item is in memory, and stdin is looked at in between. */
function writeBytes(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : setImmediate(resolve)));
  });
}

function reply(message: MediaReply): void {
  writeSync(REPLY_DESCRIPTOR, `${JSON.stringify(message)}\n`);
}

function problemOf(error: unknown): ProblemReply {
  if (error instanceof ScoreError)
    return { type: 'problem', code: error.code, detail: error.detail, log: error.stack ?? '' };
  const log = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'problem', code: 'internal', detail: 'The media process met an error of its own.', log };
}
