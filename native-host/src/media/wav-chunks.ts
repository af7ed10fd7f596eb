// The bytes of a WAV file around its samples: RIFF, or RF64 (EBU Tech 3306) where a size does not fit 32 bits. Pure.

/** A point that editors show as a marker. */
export type WavCue = { sample: number; label: string };

/** Broadcast extension (EBU Tech 3285 version 2). */
export type WavBroadcast = {
  description: string;
  originator: string;
  /** Where the file belongs on a timeline, in samples since midnight. */
  timeReferenceSamples: number;
  loudnessLufs: number;
  maxTruePeakDbtp: number;
};

export type WavShape = {
  sampleRateHz: number;
  channels: number;
  /** Samples per channel. */
  frameCount: number;
  cues: readonly WavCue[];
  broadcast?: WavBroadcast | undefined;
};

export const BYTES_PER_SAMPLE = 3; // 24 bits
const BROADCAST_BYTES = 602;
const LARGEST_32_BIT = 0xffff_ffff;

/** What comes before the samples, and after them. */
export function wavChunks(shape: WavShape): { head: Uint8Array; tail: Uint8Array } {
  const dataBytes = shape.frameCount * shape.channels * BYTES_PER_SAMPLE;
  const padBytes = dataBytes % 2;
  const tail = joinBytes([new Uint8Array(padBytes), ...cueChunks(shape.cues)]);
  const middle = [formatChunk(shape), ...(shape.broadcast ? [broadcastChunk(shape.broadcast)] : [])];
  const riffBytes = 4 + middle.reduce((sum, { length }) => sum + length, 0) + 8 + dataBytes + tail.length;
  if (riffBytes <= LARGEST_32_BIT) {
    return {
      head: joinBytes([
        text('RIFF'),
        uint32(riffBytes),
        text('WAVE'),
        ...middle,
        text('data'),
        uint32(dataBytes),
      ]),
      tail,
    };
  }
  const sizes = sizesChunk({ riffBytes: riffBytes + 36, dataBytes, frameCount: shape.frameCount });
  const unknown = uint32(LARGEST_32_BIT); // stands for "see ds64"
  return {
    head: joinBytes([text('RF64'), unknown, text('WAVE'), sizes, ...middle, text('data'), unknown]),
    tail,
  };
}

function formatChunk({ sampleRateHz, channels }: WavShape): Uint8Array {
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const fields = [uint16(1), uint16(channels), uint32(sampleRateHz), uint32(sampleRateHz * frameBytes)]; // 1: linear PCM
  return chunk('fmt ', [...fields, uint16(frameBytes), uint16(BYTES_PER_SAMPLE * 8)]);
}

function sizesChunk(sizes: { riffBytes: number; dataBytes: number; frameCount: number }): Uint8Array {
  const noTable = uint32(0);
  return chunk('ds64', [uint64(sizes.riffBytes), uint64(sizes.dataBytes), uint64(sizes.frameCount), noTable]);
}

/** After the samples, so that a reader which expects them at byte 44 finds them there. */
function cueChunks(cues: readonly WavCue[]): Uint8Array[] {
  if (cues.length === 0) return [];
  const points = cues.map(({ sample }, i) =>
    joinBytes([uint32(i + 1), uint32(sample), text('data'), uint32(0), uint32(0), uint32(sample)]),
  );
  const labels = cues.map(({ label }, i) => chunk('labl', [uint32(i + 1), text(label), new Uint8Array(1)]));
  return [chunk('cue ', [uint32(cues.length), ...points]), chunk('LIST', [text('adtl'), ...labels])];
}

function broadcastChunk(broadcast: WavBroadcast): Uint8Array {
  const bytes = new Uint8Array(BROADCAST_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(text(broadcast.description).subarray(0, 256), 0);
  bytes.set(text(broadcast.originator).subarray(0, 32), 256);
  view.setBigUint64(338, BigInt(broadcast.timeReferenceSamples), true);
  view.setUint16(346, 2, true); // version
  const notMeasured = 0x7fff;
  view.setInt16(412, Math.round(broadcast.loudnessLufs * 100), true);
  view.setInt16(414, notMeasured, true); // loudness range
  view.setInt16(416, Math.round(broadcast.maxTruePeakDbtp * 100), true);
  view.setInt16(418, notMeasured, true); // highest momentary loudness
  view.setInt16(420, notMeasured, true); // highest short-term loudness
  return chunk('bext', [bytes]);
}

/** A chunk of odd size is followed by one byte that its size does not count. */
function chunk(id: string, parts: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(parts);
  return joinBytes([text(id), uint32(body.length), body, new Uint8Array(body.length % 2)]);
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function uint16(value: number): Uint8Array {
  return littleEndian(2, (view) => view.setUint16(0, value, true));
}

function uint32(value: number): Uint8Array {
  return littleEndian(4, (view) => view.setUint32(0, value, true));
}

function uint64(value: number): Uint8Array {
  return littleEndian(8, (view) => view.setBigUint64(0, BigInt(value), true));
}

function littleEndian(byteCount: number, put: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  put(new DataView(bytes.buffer));
  return bytes;
}
