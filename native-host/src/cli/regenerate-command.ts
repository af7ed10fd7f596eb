// `framescore regenerate`: the range and controls of a new version, and what a person reads at the end.
import path from 'node:path';
import type { ScoreResult } from '@framescore/contract';
import { parseScore } from '../score-files.js';
import type { RangeRequest } from '../regenerate-range.js';
import { parseRange } from './arguments.js';
import { describeModel } from './score-command.js';

export type RegenerateOptions = {
  range: string;
  media?: string;
  intensity?: number;
  seed?: number;
  json: boolean;
};

export function rangeRequestOf(
  resultPath: string,
  { range, media, intensity, seed }: RegenerateOptions,
  defaults: { intensity: number; seed: number },
): RangeRequest {
  return {
    resultPath,
    mediaPath: media,
    rangeSeconds: parseRange(range),
    controls: { intensity: intensity ?? defaults.intensity, seed: seed ?? defaults.seed },
  };
}

/** Bundle and intensity of a score, for what was not said. Throws job-unknown. */
export async function readRegenerateDefaults(
  resultPath: string,
  readText: (path: string) => Promise<string | undefined>,
): Promise<{ bundleId: string; intensity: number }> {
  const text = await readText(resultPath);
  const { bundle, request, composition } = parseScore(text, resultPath);
  const { intensity } = composition.ranges.at(-1) ?? request.controls;
  return { bundleId: bundle.id, intensity };
}

/** What the user reads when it is done. */
export function describeVersion(result: ScoreResult, directory: string, rangeWavName: string): string {
  const { audio, composition, sync } = result;
  const range = composition.ranges.at(-1);
  return [
    path.join(directory, audio.path),
    `  version ${composition.version}: ${range?.startSeconds.toFixed(2)}-${range?.endSeconds.toFixed(2)} s are new, the rest is as it was`,
    `  ${sync.hitCount} of ${sync.cueCount} cuts on a beat, ${audio.loudnessLufs.toFixed(1)} LUFS, true peak ${audio.truePeakDbtp.toFixed(1)} dBTP, seed ${range?.seed}, ${describeModel(result)}`,
    `  ${path.join(directory, rangeWavName)} holds the new range alone`,
    ...result.warnings
      .filter(({ code }) => code === 'media-changed')
      .map(({ detail }) => `  note: ${detail}`),
    '',
  ].join('\n');
}
