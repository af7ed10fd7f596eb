// What is asked of a score and what comes back: ScoreRequest and ScoreResult, each field with unit and range.
import { z } from 'zod';
import { composition } from './composition.js';
import { scoreSource } from './score-source.js';

/** Shortest and longest range that can be scored, in seconds. */
export const SHORTEST_SECONDS = 1;
export const LONGEST_SECONDS = 4 * 3600;
/** Lowest and highest tempo that may be asked for, in beats per minute. */
export const TEMPO_LIMITS_BPM = [40, 220] as const;

const seconds = z.number().nonnegative();

/** What can be heard in a preview. */
export const previewSounds = ['film', 'music', 'both'] as const;

export const scoreControls = z.object({
  style: z.string().default('auto').describe('Style id of the bundle, or "auto": chosen from the picture.'),
  tempoBpm: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe(
      'Lowest and highest tempo in beats per minute; equal for one fixed tempo. Absent: the range of the style.',
    ),
  intensity: z.number().min(0).max(100).default(50).describe('How strong the music is overall, 0..100.'),
  sync: z.number().min(0).max(100).default(80).describe('How hard beats are pulled onto cuts, 0..100.'),
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .describe('Same seed, request and bundle on the same machine: same music.'),
});

export const scoreRequest = z.object({
  mediaPath: z.string().min(1).describe('Path of the media file whose picture is scored.'),
  rangeSeconds: z
    .tuple([seconds, seconds])
    .optional()
    .describe('Start (inclusive) and end (exclusive) in the media, seconds. Absent: the whole file.'),
  pictureRateFps: z.number().min(1).max(240).optional().describe('Rate of numbered pictures; absent: 25.'),
  controls: scoreControls.describe('Style, tempo, intensity, sync and seed.'),
  outputs: z
    .object({
      directory: z.string().min(1).describe('Folder that receives the files; made when missing.'),
      stems: z.boolean().default(false).describe('Also write one WAV for each part.'),
      midi: z.boolean().default(false).describe('Also write the score as a Standard MIDI File.'),
      preview: z.boolean().default(false).describe('Also write the picture with the score as preview.mp4.'),
      previewSound: z
        .enum(previewSounds)
        .optional()
        .describe("What is heard in it: the film's own sound, the music, or, as when absent, both."),
    })
    .describe('Where to write, and what besides score.wav and score.json.'),
});

/** `cut` was found in the picture, `clip-cut` and `dissolve` stand in the timeline; only the two cuts are judged as hard cuts. */
export const cueKinds = ['cut', 'clip-cut', 'dissolve', 'motion-peak', 'user-marker'] as const;

export const scoredCue = z.object({
  timeSeconds: seconds.describe('Time of the cue from the start of the range, seconds.'),
  kind: z.enum(cueKinds).describe('What happens in the picture.'),
  weight: z.number().min(0).max(1).describe('How strongly music should answer, 0..1.'),
  nearestBeatSeconds: seconds
    .nullable()
    .describe('Nearest detected beat, seconds from the start; null without beats.'),
  distanceMs: z
    .number()
    .nullable()
    .describe('Detected beat minus cue, milliseconds; negative: the beat is early.'),
  distanceFrames: z.number().nullable().describe('The same in frames of the picture.'),
  reachable: z
    .boolean()
    .describe(
      'Hard cuts: whether the row of beats that meets most cuts meets this one. Others: whether any tempo can.',
    ),
});

export const syncScore = z.object({
  cueCount: z.int().min(0).describe('Hard cuts that were judged.'),
  reachableCount: z
    .int()
    .min(0)
    .describe('Most cuts that one row of beats in the asked tempo range could meet within 70 ms.'),
  hitCount: z.int().min(0).describe('Cuts within 70 ms of a detected beat.'),
  recall: z.number().min(0).max(1).nullable().describe('hitCount / cueCount; null without cuts.'),
  chanceRecall: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Mean recall when the cuts are rotated in time at random.'),
  onsetLiftZ: z
    .number()
    .nullable()
    .describe(
      'Onset strength at the cuts above its rotation null, standard deviations; in a long piece of which a range was regenerated, of the stretch that was heard anew.',
    ),
  onsetLiftP: z.number().min(0).max(1).nullable().describe('One-sided p-value of that lift.'),
});

export const warning = z.object({
  code: z.string().describe('Short name of the warning, e.g. "cut-not-aligned".'),
  atSeconds: seconds.optional().describe('Where in the range it applies, seconds.'),
  detail: z.string().describe('What it means for the user, in plain words.'),
});

export const scoreResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this file format.'),
  bundle: z
    .object({
      id: z.string().describe('Bundle id.'),
      version: z.string().describe('Version of its weights.'),
      family: z
        .enum(['score', 'rvq'])
        .describe(
          'Token family that was heard: score, notes played by a sampler; rvq, sound decoded from codes.',
        ),
      status: z
        .enum(['released', 'experimental'])
        .optional()
        .describe(
          'Whether its music has been found fit for work; absent in earlier results, which were released.',
        ),
      sha256: z.string().describe('SHA-256 of its model.json.'),
    })
    .describe('The model that composed.'),
  request: scoreRequest.describe('What was asked, with every default filled in.'),
  source: scoreSource
    .optional()
    .describe('The media that was scored, and how to find it again; absent in earlier results.'),
  audio: z
    .object({
      path: z.string().describe('File name of the WAV, in the folder of this file.'),
      durationSeconds: seconds.describe('Length, seconds.'),
      sampleCount: z.int().min(0).describe('Length, samples: round(duration * sample rate).'),
      sampleRateHz: z.int().describe('Sample rate.'),
      channels: z.int().describe('Channels.'),
      loudnessLufs: z.number().describe('Integrated loudness after ITU-R BS.1770-4, LUFS.'),
      truePeakDbtp: z.number().describe('True peak, dBTP.'),
      stems: z.array(z.string()).describe('File names of the stems; empty when none were asked for.'),
      midiPath: z.string().nullable().describe('File name of the MIDI file, or null.'),
      previewPath: z.string().nullable().describe('File name of the preview, or null.'),
    })
    .describe('What was written.'),
  style: z.string().describe('Style id that was used, also when "auto" was asked.'),
  styleScores: z
    .record(z.string(), z.number())
    .describe('Cosine of the picture with each style of the bundle.'),
  tempoBpm: z.number().describe('Tempo detected in the audio, beats per minute.'),
  plannedTempoBpm: z.number().describe('Tempo of the plan, beats per minute.'),
  tempoMap: z
    .array(
      z.object({
        timeSeconds: seconds.describe('From here on.'),
        bpm: z.number().describe('Beats per minute.'),
      }),
    )
    .describe('Planned tempo over time.'),
  beats: z.array(seconds).describe('Beats detected in the audio, seconds from the start.'),
  downbeats: z.array(seconds).describe('Downbeats detected in the audio, seconds from the start.'),
  cues: z.array(scoredCue).describe('Cues of the picture and how near a beat came.'),
  sync: syncScore.describe('How well the beats meet the cuts, beside chance.'),
  timings: z.record(z.string(), z.number()).describe('Wall time of each stage, seconds.'),
  tokens: z
    .array(z.array(z.int()))
    .describe(
      'The token matrix that was played, K streams: the score in symbols. Family score: a row for each sixteenth step [T][K]. Family rvq: a row for each frame of sound [F][K], without the delay in which they were written; see composition.tokenRateHz.',
    ),
  composition: composition.describe('What is needed, beside the tokens, to compose a range of it anew.'),
  warnings: z.array(warning).describe('What the user should know; none of it stopped the score.'),
});

export type ScoreControls = z.infer<typeof scoreControls>;
export type ScoreRequest = z.infer<typeof scoreRequest>;
export type ScoreResult = z.infer<typeof scoreResult>;
export type ScoredCue = z.infer<typeof scoredCue>;
export type SyncScore = z.infer<typeof syncScore>;
export type ScoreWarning = z.infer<typeof warning>;
export type CueKind = (typeof cueKinds)[number];
