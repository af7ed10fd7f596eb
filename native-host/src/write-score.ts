// Writes a score: WAV with beats as cue points, stems, MIDI, preview, and score.json last. Nothing counts until all is staged.
import type { Run, ScoreResult } from '@framescore/contract';
import type { Source } from './open-source.js';
import type { Music, OutputFolder, Ports, Stereo } from './ports.js';
import type { StageClock } from './stage-clock.js';

export type WriteContext = { source: Source; output: OutputFolder; clock: StageClock };

/** Returns the result with the names of the files and the timings filled in, as it stands in score.json. */
export async function writeScore(
  result: ScoreResult,
  music: Music,
  { source, output, clock }: WriteContext,
  { writer }: Pick<Ports, 'writer'>,
  run: Run,
): Promise<ScoreResult> {
  const { sampleRateHz } = result.audio;
  const writeWav = (fileName: string, channels: Stereo, cues: { sample: number; label: string }[]) =>
    writer.writeWav({ path: output.stage(fileName), sampleRateHz, channels, cues }, run);

  await writeWav(result.audio.path, music.mix, beatCues(result));
  const stems: string[] = [];
  for (const stem of music.stems) {
    const fileName = `score.stem-${stem.name}.wav`;
    await writeWav(fileName, stem.channels, []);
    stems.push(fileName);
  }
  const midiPath = music.midi ? 'score.mid' : null;
  if (music.midi && midiPath) await writer.writeFile(output.stage(midiPath), music.midi);
  const previewPath = result.request.outputs.preview ? 'preview.mp4' : null;
  if (previewPath) {
    const { path: mediaPath, startSeconds, endSeconds } = source;
    const picture = { mediaPath, startSeconds, endSeconds, wavPath: output.stage(result.audio.path) };
    await clock.time('preview', (report) =>
      writer.writePreview({ path: output.stage(previewPath), ...picture }, { ...run, report }),
    );
  }
  const written: ScoreResult = {
    ...result,
    audio: { ...result.audio, stems, midiPath, previewPath },
    timings: { ...clock.timings, total: clock.totalSeconds() },
  };
  await writer.writeFile(output.stage('score.json'), `${JSON.stringify(written, null, 1)}\n`);
  await output.commit();
  return written;
}

/** Cue points for an editor's timeline: the detected beats, numbered by bar and beat where downbeats were heard. */
function beatCues({ beats, downbeats, audio }: ScoreResult): { sample: number; label: string }[] {
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
