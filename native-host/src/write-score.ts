// Writes a score: WAV with beats as cue points, stems, MIDI, preview, and score.json last. Nothing counts until all is staged.
import type { Run, ScoreResult } from '@framescore/contract';
import type { Source } from './open-source.js';
import type { Music, OutputFolder, Ports } from './ports.js';
import type { Sound } from './sound/sound.js';
import type { StageClock } from './stage-clock.js';

export type WriteContext = {
  source: Source;
  output: OutputFolder;
  clock: StageClock;
  part: { index: number; count: number };
};

/** `score`, `score.take-2`, `score.v3`, `score.take-2.v3`: what all files of one version of one take begin with. */
export function fileStem({ takeNumber, version }: { takeNumber: number; version: number }): string {
  return `score${takeNumber > 1 ? `.take-${takeNumber}` : ''}${version > 1 ? `.v${version}` : ''}`;
}

/** Stages all files of a take. Returns the result with their names and the timings filled in, as it stands in its score.json. */
export async function writeScore(
  result: ScoreResult,
  music: Music,
  { source, output, clock, part }: WriteContext,
  { writer }: Pick<Ports, 'writer'>,
  run: Run,
): Promise<{ result: ScoreResult; resultName: string }> {
  const stem = fileStem(result.composition);
  const { sampleRateHz } = result.audio;
  const writeWav = (fileName: string, sound: Sound, cues: WavMarks, sink: Run['report']) =>
    writer.writeWav({ path: output.stage(fileName), sampleRateHz, sound, cues }, { ...run, report: sink });

  const stems = music.stems.map(({ name }) => `${stem}.stem-${name}.wav`);
  const midiPath = music.midi ? `${stem}.mid` : null;
  const path = `${stem}.wav`;
  const writeSound = async (report: Run['report']) => {
    await writeWav(path, music.mix, beatCues(result), report);
    for (const [i, { sound }] of music.stems.entries()) await writeWav(stems[i]!, sound, [], report);
    if (music.midi && midiPath) await writer.writeFile(output.stage(midiPath), music.midi);
  };
  await clock.time('write', writeSound, part);
  const previewPath = result.request.outputs.preview ? `${stem.replace('score', 'preview')}.mp4` : null;
  if (previewPath) {
    const { path: mediaPath, startSeconds, endSeconds } = source;
    const heard = result.request.outputs.previewSound ?? 'both';
    const picture = { mediaPath, startSeconds, endSeconds, wavPath: output.stage(path), heard };
    await clock.time('preview', (report) =>
      writer.writePreview({ path: output.stage(previewPath), ...picture }, { ...run, report }),
    );
  }
  const written: ScoreResult = {
    ...result,
    audio: { ...result.audio, path, stems, midiPath, previewPath },
    timings: { ...clock.timings, total: clock.totalSeconds() },
  };
  const resultName = `${stem}.json`;
  await writer.writeFile(output.stage(resultName), `${JSON.stringify(written, null, 1)}\n`);
  return { result: written, resultName };
}

type WavMarks = { sample: number; label: string }[];

/** Cue points for an editor's timeline: the detected beats, numbered by bar and beat where downbeats were heard. */
export function beatCues({ beats, downbeats, audio }: ScoreResult): WavMarks {
  const starts = new Set(downbeats);
  let bar = 0;
  let beat = 0;
  return beats.map((timeSeconds) => {
    if (starts.has(timeSeconds)) {
      bar += 1;
      beat = 0;
    }
    beat += 1;
    const sample = Math.min(Math.round(timeSeconds * audio.sampleRateHz), audio.sampleCount - 1);
    return { sample, label: `${bar}.${beat}` };
  });
}
