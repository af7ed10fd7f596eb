// Writes preview.mp4: the film as it is shown in the range, its sound, and the music. Mixes here; either backend makes the film of it.
import { rm } from 'node:fs/promises';
import type { Run } from '@framescore/contract';
import type { PreviewRequest } from './media-protocol.js';
import { mixPreviewSound, type PreviewSounds, type ReadAudio } from './preview-mix.js';
import { replaceAtomically } from './write-file.js';

export type Preview = {
  path: string;
  mediaPath: string;
  startSeconds: number;
  endSeconds: number;
  wavPath: string;
  heard: PreviewSounds['heard'];
};

type PreviewTools = {
  readAudio: ReadAudio;
  makeFilm: (request: PreviewRequest, run: Run) => Promise<void>;
};

export async function writePreview(
  { path, mediaPath, wavPath, startSeconds, endSeconds, heard }: Preview,
  { readAudio, makeFilm }: PreviewTools,
  run: Run,
): Promise<void> {
  await replaceAtomically(path, run.signal, async (outputPath) => {
    const range = { videoPath: mediaPath, startSeconds, endSeconds };
    const soundPath = `${outputPath}.samples`;
    try {
      const factor = await mixPreviewSound({ ...range, wavPath, heard }, soundPath, readAudio, run);
      await makeFilm({ ...range, sound: { path: soundPath, factor }, outputPath }, run);
    } finally {
      await rm(soundPath, { force: true });
    }
  });
}
