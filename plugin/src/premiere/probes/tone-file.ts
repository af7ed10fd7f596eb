// A short tone as a WAV file, for questions about placing sound. Pure: bytes only.

const SAMPLE_RATE_HZ = 48_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;
/** A second and a bit: no whole number of frames at any rate. */
export const TONE_SAMPLES = 48_480;

export function toneFile(): ArrayBuffer {
  const dataBytes = TONE_SAMPLES * CHANNELS * BYTES_PER_SAMPLE;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes));
  const text = (offset: number, letters: string): void => {
    for (let index = 0; index < letters.length; index++)
      view.setUint8(offset + index, letters.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, CHANNELS, true);
  view.setUint32(24, SAMPLE_RATE_HZ, true);
  view.setUint32(28, SAMPLE_RATE_HZ * CHANNELS * BYTES_PER_SAMPLE, true);
  view.setUint16(32, CHANNELS * BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  for (let sample = 0; sample < TONE_SAMPLES; sample++) {
    const level = Math.round(3_000 * Math.sin((2 * Math.PI * 440 * sample) / SAMPLE_RATE_HZ));
    for (let channel = 0; channel < CHANNELS; channel++) {
      view.setInt16(HEADER_BYTES + (sample * CHANNELS + channel) * BYTES_PER_SAMPLE, level, true);
    }
  }
  return view.buffer;
}
