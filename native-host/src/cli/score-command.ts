// `framescore score`: options to a request, a run that Ctrl-C ends, and what a person reads at the end.
import path from 'node:path';
import {
  ScoreError,
  scoreRequest,
  type ScoreRequest,
  type ScoreResult,
  type ScoreWarning,
} from '@framescore/contract';
import { hasClockTimes, parseRange } from './arguments.js';
import { asFileName } from './file-name.js';
import type { MediaClock } from '../media-clock.js';
import type { ScoreOptions } from './program.js';

/** Builds the request; how times are written, and the name of the folder, depend on the source, hence `openClock`. */
export async function scoreRequestOf(
  video: string,
  options: ScoreOptions,
  seed: number,
  openClock: (needsFilm: boolean) => Promise<MediaClock>,
): Promise<ScoreRequest> {
  const clock = await openClock(options.range !== undefined && hasClockTimes(options.range));
  const parsed = scoreRequest.safeParse({
    mediaPath: video,
    rangeSeconds: options.range === undefined ? undefined : parseRange(options.range, clock),
    pictureRateFps: options.fps,
    controls: {
      style: options.style,
      tempoBpm: options.tempo,
      intensity: options.intensity,
      sync: options.sync,
      seed: options.seed ?? seed,
    },
    outputs: {
      directory: options.out ?? `${asFileName(clock.name, '.score')}.score`,
      stems: options.stems,
      midi: options.midi,
      preview: options.preview || options.previewSound !== undefined,
      previewSound: options.previewSound,
    },
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ScoreError(
    'usage-wrong',
    `${issue?.path.join('.') ?? 'The request'}: ${issue?.message ?? 'cannot be used'}.`,
  );
}

/** What the user reads when it is done: the best take in full, the others on a line each. */
export function describeTakes(takes: readonly { take: number; result: ScoreResult }[]): string {
  const [best, ...others] = takes;
  if (!best) return '';
  const lines = others.map(({ take, result: { audio, request, sync, tempoBpm } }) => {
    const file = path.join(request.outputs.directory, audio.path);
    return `take ${take}: ${file}, ${tempoBpm.toFixed(1)} BPM, ${sync.hitCount} of ${sync.cueCount} cuts on a beat\n`;
  });
  const heading = others.length > 0 ? `best, take ${best.take}: ` : '';
  return `${heading}${describeScore(best.result)}${lines.join('')}`;
}

export function describeScore(result: ScoreResult): string {
  const { audio, sync, request, source } = result;
  const file = (name: string) => path.join(request.outputs.directory, name);
  const cuts =
    sync.cueCount === 0
      ? 'no hard cuts in the picture'
      : `${sync.hitCount} of ${sync.cueCount} cuts on a beat (${percent(sync.chanceRecall)} by chance)`;
  const lines = [
    `${file(audio.path)}`,
    `  ${audio.durationSeconds.toFixed(2)} s, ${result.style}, ${result.tempoBpm.toFixed(1)} BPM, ${cuts}`,
    `  ${audio.loudnessLufs.toFixed(1)} LUFS, true peak ${audio.truePeakDbtp.toFixed(1)} dBTP, seed ${request.controls.seed}, ${describeModel(result)}`,
    // Which part it is, for those who count in the film's own timecode.
    ...(request.rangeSeconds && source?.timecode ? [`  ${source.timecode.join(' to ')} of the film`] : []),
    ...[...audio.stems, audio.midiPath, audio.previewPath]
      .filter((name) => name !== null)
      .map((name) => `  ${file(name)}`),
    ...warningLines(result.warnings),
  ];
  return `${lines.join('\n')}\n`;
}

/** Which model was heard, and of what kind it is: "model audio (rvq, experimental)". */
export function describeModel({ bundle: { id, family, status } }: ScoreResult): string {
  return `model ${id} (${[family, ...(status === 'experimental' ? [status] : [])].join(', ')})`;
}

/** Each warning on a line; missed cuts, of which there may be many, on one together. */
function warningLines(warnings: readonly ScoreWarning[]): string[] {
  const missed = warnings.filter(({ code }) => code === 'cut-not-aligned');
  const others = warnings
    .filter(({ code }) => code !== 'cut-not-aligned')
    .map(({ detail }) => `  note: ${detail}`);
  if (missed.length === 0) return others;
  const times = missed.map(({ atSeconds = 0 }) => `${atSeconds.toFixed(2)} s`).join(', ');
  return [...others, `  note: no beat on the cuts at ${times}; score.json says why.`];
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${Math.round(share * 100)} %`;
}
