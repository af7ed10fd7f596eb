// The tasks of the worker thread that work on sound on the disk: opened here, worked on block by block in core, closed again.
import { masterMusic, type MasterResult } from '../core/audio/master.js';
import type { SoundSource } from '../core/audio/signal.js';
import type { MusicLevels } from '../core/audio/limit-levels.js';
import { spliceMusic, type Joints } from '../core/audio/splice.js';
import type { TimeMap } from '../core/audio/time-map.js';
import { versionLevels, type VersionSounds } from '../core/audio/version-levels.js';
import { FRAME_SAMPLES, melOfStretch, monoOf, REACH_FRAMES } from '../core/beats/mel-extractor.js';
import { judgeSync, type HeardSync, type SyncInput } from '../core/sync/judge-sync.js';
import { CurveFile } from '../sound/curve-file.js';
import { SoundFile } from '../sound/sound-file.js';
import { withSound as withFile } from '../sound/sound-reader.js';
import { cutSound, type Sound } from '../sound/sound.js';
import { givingSigns } from './signs-of-life.js';
import { stretchSound } from './stretch-sound.js';

/** A sound on the disk after its mastering. */
export type MasteredSounds = Omit<MasterResult, 'samples'> & { mix: Sound; stems: Sound[] };

/** Writes over the sounds, and over `envelopePath`. */
export async function master(input: {
  mix: Sound;
  stems: Sound[];
  durationSeconds: number;
  envelopePath: string;
}): Promise<MasteredSounds> {
  const { mix, stems, durationSeconds, envelopePath } = input;
  const sounds = [mix, ...stems];
  return closing([new CurveFile(envelopePath), ...sounds.map((sound) => SoundFile.open(sound))], (opened) => {
    const [envelope, mixFile, ...stemFiles] = opened as [CurveFile, SoundFile, ...SoundFile[]];
    const job = { mix: mixFile, stems: stemFiles, durationSeconds, envelope };
    const { samples, ...result } = masterMusic(job);
    const sized = (file: SoundFile) => cutSound(file.sound(), 0, samples);
    return { ...result, mix: sized(mixFile), stems: stemFiles.map(sized) };
  });
}

/** The music with the part in it; writes over the part, and over `envelopePath`. */
export async function splice(
  input: Joints & { music: Sound; part: Sound; gainDb: number; envelopePath: string },
): Promise<{ mix: Sound; start: number; end: number }> {
  const { music, part, envelopePath, ...rest } = input;
  return withSound(music, (source) =>
    closing([new CurveFile(envelopePath), SoundFile.open(part)], ([envelope, file]) => {
      const { start, end } = spliceMusic({ ...rest, music: source, part: file, envelope });
      const anew = cutSound(file.sound(), start - rest.partStart, end - rest.partStart);
      const mix = [...cutSound(music, 0, start), ...anew, ...cutSound(music, end, source.samples)];
      return { mix, start, end };
    }),
  );
}

/** Levels of `mix`, which differs from `music` in one range. */
export async function levels(
  input: Omit<VersionSounds, 'music' | 'mix'> & { music: Sound; mix: Sound },
): Promise<MusicLevels> {
  return withSound(input.music, (music) =>
    withSound(input.mix, (mix) => versionLevels({ ...input, music, mix })),
  );
}

/** Log-mel frames [fromFrame, toFrame) of a sound. */
export async function mel(input: {
  sound: Sound;
  fromFrame: number;
  toFrame: number;
}): Promise<Float32Array> {
  const { sound, fromFrame, toFrame } = input;
  return withSound(sound, (source) => {
    const first = Math.max(0, fromFrame - REACH_FRAMES);
    const end = Math.min(source.samples, (toFrame + REACH_FRAMES) * FRAME_SAMPLES);
    const samples = monoOf(source.read(first * FRAME_SAMPLES, end));
    return melOfStretch(samples, { skip: fromFrame - first, count: toFrame - fromFrame });
  });
}

/** The same of mono samples that are no file. */
export function melOfSamples(input: { samples: Float32Array; skip: number; count: number }): Float32Array {
  return melOfStretch(input.samples, input);
}

export async function judge(input: Omit<SyncInput, 'sound'> & { sound: Sound }): Promise<HeardSync> {
  return withSound(input.sound, (source) => {
    const mono = {
      samples: source.samples,
      read: (from: number, to: number) => monoOf(source.read(from, to)),
    };
    return judgeSync({ ...input, sound: mono });
  });
}

/** Writes the moved sound to `path`. */
export async function stretch(input: { sound: Sound; map: TimeMap; path: string }): Promise<Sound> {
  return withSound(input.sound, (source) =>
    closing([SoundFile.create(input.path)], async ([file]) => {
      await stretchSound(source, input.map, file);
      return file.sound();
    }),
  );
}

function withSound<R>(sound: Sound, use: (source: SoundSource) => R | Promise<R>): Promise<R> {
  return withFile(sound, (source) => use(givingSigns(source)));
}

async function closing<T extends readonly { close(): void }[], R>(
  opened: readonly [...T],
  use: (opened: readonly [...T]) => R | Promise<R>,
): Promise<R> {
  try {
    return await use(opened.map(givingSigns) as unknown as readonly [...T]);
  } finally {
    for (const file of opened) file.close();
  }
}
