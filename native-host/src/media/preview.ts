// Writes preview.mp4: the picture of the range with its music. The work is done in a media process.
import type { Run } from '@framescore/contract';
import { askMediaProcess } from './media-process.js';
import { replaceAtomically } from './write-file.js';

export type Preview = {
  path: string;
  mediaPath: string;
  startSeconds: number;
  endSeconds: number;
  wavPath: string;
};

export async function writePreview(
  { path, mediaPath, wavPath, startSeconds, endSeconds }: Preview,
  run: Run,
): Promise<void> {
  await replaceAtomically(path, run.signal, async (outputPath) => {
    const request = {
      kind: 'preview',
      videoPath: mediaPath,
      wavPath,
      outputPath,
      startSeconds,
      endSeconds,
    } as const;
    await askMediaProcess(request, {
      signal: run.signal,
      onProgress: (fraction) => run.report({ stage: 'preview', fraction }),
    });
  });
}
