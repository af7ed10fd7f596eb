// Decodes the sound of a range, resampled, with silence where the file has none. Runs in the media process only.
import { chooseAudio, zeroSeconds } from './media-info.js';
import type { AudioRequest, ReadSummary } from './media-protocol.js';
import { noAudio, noDecodableSound } from './media-problems.js';
import { openInput } from './open-input.js';
import { RangeResampler } from './range-resampler.js';
import { StreamDecoder } from './stream-decoder.js';

// Decode this much before the range: an AAC or MP3 frame needs the one before it to sound right.
const PREROLL_SECONDS = 0.2;

/** Yields interleaved samples; the first one is at the range's start. Ends early where the sound does. */
export async function* decodeAudio(request: AudioRequest): AsyncGenerator<Float32Array, ReadSummary> {
  const input = await openInput(request.path);
  const audio = chooseAudio(input.raw);
  if (!audio) throw noAudio(request.path);
  const decoder = await StreamDecoder.open(input, audio.index, 0);
  const startSeconds = request.startSeconds + zeroSeconds(input.raw);
  const resampler = new RangeResampler(request, startSeconds);
  let decodedCount = 0;
  for await (const { frame, seconds } of decoder.framesFrom(startSeconds - PREROLL_SECONDS)) {
    decodedCount += 1;
    yield* resampler.convert(frame, seconds);
    frame.free();
    if (resampler.isFull()) break;
  }
  if (decodedCount === 0) throw noDecodableSound(request.path);
  yield* resampler.flush();
  decoder.close();
  return { damagedPacketCount: decoder.damagedPacketCount, lastSeconds: resampler.deliveredSeconds() };
}
