// Reads a WAV with a library that did not write it: the independent reader of every bar.
import { readFile } from 'node:fs/promises';
import wavefile from 'wavefile';

/** Mean of the channels, -1..1. */
export async function readWavMono(file: string): Promise<Float32Array> {
  const wav = new wavefile.WaveFile(await readFile(file));
  wav.toBitDepth('32f');
  const channels = wav.getSamples(false, Float64Array) as unknown as Float64Array[];
  const mono = new Float32Array(channels[0]!.length);
  for (const channel of channels)
    for (let n = 0; n < mono.length; n += 1) mono[n]! += channel[n]! / channels.length;
  return mono;
}
