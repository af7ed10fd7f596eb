// What score.json remembers of its media, so that a later command finds them again and notices when they changed. Imports only zod.
import { z } from 'zod';

const seconds = z.number().nonnegative();

export const scoreSource = z.object({
  relativePath: z
    .string()
    .nullable()
    .describe('Path of the media from the folder of this file, with "/"; null where none leads there.'),
  absolutePath: z.string().describe('Absolute path of the media when it was scored.'),
  formerPath: z
    .string()
    .optional()
    .describe(
      'Of a timeline that has moved since it was first scored: where it was then, from where its paths lead.',
    ),
  sizeBytes: z.int().min(0).describe('Size of the file, by which it is known again.'),
  fingerprint: z.string().describe('SHA-256 of its first and last 64 KiB, by which it is known again.'),
  durationSeconds: seconds.describe('Length of the whole film or sequence; 0 for a still.'),
  timecode: z
    .tuple([z.string(), z.string()])
    .nullable()
    .describe('The scored range in the own timecode of the film; null where it has none.'),
  files: z
    .array(
      z.object({
        relativePath: z.string().describe('Path from the folder of the timeline, with "/".'),
        sizeBytes: z.int().min(0).describe('Size of the file.'),
      }),
    )
    .describe('Of a timeline: the files that its range shows. Of a film: empty.'),
});

export type ScoreSource = z.infer<typeof scoreSource>;
