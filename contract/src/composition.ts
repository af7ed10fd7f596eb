// What score.json keeps of how its music was composed, so that a range of it can be composed anew. Imports only zod.
import { z } from 'zod';

const seconds = z.number().nonnegative();
const steps = z.array(z.int().min(0));

export const composition = z.object({
  version: z.int().min(1).describe('1 as first composed, one more with each range that was composed anew.'),
  takeNumber: z.int().min(1).describe('Which of the takes of its request it is, best first.'),
  ranges: z
    .array(
      z.object({
        startSeconds: seconds.describe('Start of the range that was asked for, seconds.'),
        endSeconds: seconds.describe('Its end, exclusive, seconds.'),
        intensity: z.number().min(0).max(100).describe('Intensity that was asked for.'),
        seed: z.int().min(0).describe('Seed of the new part.'),
      }),
    )
    .describe('Ranges composed anew since version 1, in order.'),
  gainDb: z.number().describe('Gain from the mix to the master, decibels; a new part gets the same.'),
  barPhase: z.int().min(0).max(15).describe('Sixteenth of the bar at which the score begins.'),
  stepSeconds: z
    .array(z.number())
    .describe('Beginning of each sixteenth step of the plan, and the end of the last one [T + 1], seconds.'),
  accents: steps.describe('Accent of each step [T]: 0 none, 1 accent, 2 strong.'),
  energy: steps.describe('Energy of each step [T], 0..15.'),
  sectionSteps: steps.describe('Steps at which sections begin.'),
  endingStep: z.int().min(0).describe('Step of the last attack.'),
  tokenRateHz: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'Rows of `tokens` in a second where a row is a frame of sound (family rvq): row f covers [f, f + 1) / tokenRateHz. Null: a row is a sixteenth step (family score). Everything else here is about the sixteenth steps of the plan in both families.',
    ),
});

export type Composition = z.infer<typeof composition>;
