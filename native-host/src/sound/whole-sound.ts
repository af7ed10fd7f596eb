// Short sounds between memory and disk, as a whole.
import type { StereoSignal } from '../core/audio/signal.js';
import { SoundFile } from './sound-file.js';
import { SoundReader } from './sound-reader.js';
import type { Sound } from './sound.js';

export function writeWholeSound(path: string, sides: StereoSignal): Sound {
  const file = SoundFile.create(path);
  try {
    file.append(sides);
  } finally {
    file.close();
  }
  return file.sound();
}

export function readWholeSound(sound: Sound): StereoSignal {
  const reader = new SoundReader(sound);
  try {
    return reader.read(0, reader.samples);
  } finally {
    reader.close();
  }
}
