// The default backend: node-av, in a media process of its own for each request.
import type { MediaBackend, VideoFrame } from './frame-source.js';
import { FRAME_TIME_BYTES, frameRecordBytes, type MediaRequest } from './media-protocol.js';
import { askMediaProcess, type LastReply, runMediaProcess } from './media-process.js';
import { probeMany, readPictures } from './node-av-pictures.js';
import { readRecords } from './record-reader.js';

const AUDIO_BLOCK_SAMPLES = 8_192;
const BYTES_PER_SAMPLE = 4;

export const nodeAvBackend: MediaBackend = {
  async probe(path, signal) {
    const reply = await askMediaProcess({ kind: 'probe', path }, { signal });
    if (reply.type !== 'info') throw unexpected(reply);
    return reply.info;
  },
  async *frames(request, signal) {
    const recordBytes = frameRecordBytes(request);
    const reply = yield* readItems({ kind: 'frames', ...request }, signal, recordBytes, toFrame);
    if (reply?.type !== 'frames-end') throw unexpected(reply);
    return reply.summary;
  },
  async *audio(request, signal) {
    const recordBytes = AUDIO_BLOCK_SAMPLES * request.channels * BYTES_PER_SAMPLE;
    const reply = yield* readItems({ kind: 'audio', ...request }, signal, recordBytes, toSamples);
    if (reply?.type !== 'end') throw unexpected(reply);
    return reply.summary;
  },
  probes: probeMany,
  pictures: readPictures,
  async preview(request, { signal, report }) {
    const onProgress = (fraction: number): void => report({ stage: 'preview', fraction });
    await askMediaProcess({ kind: 'preview', ...request }, { signal, onProgress });
  },
};

async function* readItems<T>(
  request: MediaRequest,
  signal: AbortSignal,
  recordBytes: number,
  toItem: (record: Uint8Array) => T,
): AsyncGenerator<T, LastReply | null> {
  let last: LastReply | null = null;
  const keepLast = async function* (): AsyncGenerator<Uint8Array, void> {
    last = yield* runMediaProcess(request, { signal });
  };
  for await (const record of readRecords(keepLast(), recordBytes)) yield toItem(record);
  return last; // assigned inside the generator
}

function toFrame(record: Uint8Array): VideoFrame {
  const timeSeconds = new DataView(record.buffer, record.byteOffset).getFloat64(0, true);
  return { timeSeconds, rgb: record.subarray(FRAME_TIME_BYTES) };
}

function toSamples(record: Uint8Array): Float32Array {
  return new Float32Array(record.buffer, record.byteOffset, record.length / BYTES_PER_SAMPLE);
}

function unexpected(reply: LastReply | null): Error {
  return new Error(`the media process answered '${reply?.type ?? 'nothing'}' to another question`);
}
