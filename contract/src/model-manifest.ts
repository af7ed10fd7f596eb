// `model.json` of a bundle: what it is, its tensors' sizes, its styles, and the hash of each file. Parsed once, then trusted.
import { z } from 'zod';

/** Version of this schema; a bundle made for another one is refused by name. */
export const MODEL_SCHEMA_VERSION = 1;

const styleEntry = z.object({
  id: z.string().min(1).describe('Name on the command line and in requests, e.g. "lofi".'),
  title: z.string().min(1).describe('Name shown to a person.'),
  tempoBpm: z
    .tuple([z.number().min(20), z.number().max(300)])
    .describe('Lowest and highest tempo in beats per minute at which the style was trained.'),
});

const streamEntry = z.object({
  name: z.string().min(1).describe('Name of the token stream or codebook.'),
  size: z.int().min(2).describe('Vocabulary size; the id equal to it means "before the beginning".'),
});

const conditionEntry = z.object({
  name: z.string().min(1).describe('Name of the condition, one integer for each step.'),
  size: z.int().min(1).describe('Number of values.'),
  unknown: z.int().optional().describe('The value that means "not given", where there is one.'),
});

const fileEntry = z.object({
  path: z
    .string()
    .regex(/^[\w.-]+$/)
    .describe('File name inside the bundle folder.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the file, lower-case hexadecimal.'),
  bytes: z.int().min(0).describe('Size of the file in bytes.'),
});

const codecEntry = z.object({
  frameRateHz: z.number().positive().describe('Frames of codes a second.'),
  samplesPerFrame: z.int().min(1).describe('Samples of sound that a frame stands for, at `sampleRateHz`.'),
  contextFrames: z
    .int()
    .min(0)
    .describe(
      'Frames on either side of a frame that can change its sound: parts with that much context join exactly.',
    ),
  delays: z
    .array(z.int().min(0))
    .describe('Steps by which each stream comes later than its frame [K]; the smallest is 0.'),
  channels: z
    .union([z.literal(1), z.literal(2)])
    .describe('Channels that the codec decodes; one is played on both sides.'),
});

const manifestFields = z.object({
  schemaVersion: z.literal(MODEL_SCHEMA_VERSION).describe('Version of this schema.'),
  id: z
    .string()
    .regex(/^[\w-]+$/)
    .describe('Bundle id, also its folder name.'),
  version: z.string().describe('Version of the weights, "major.minor.patch".'),
  family: z
    .enum(['score', 'rvq'])
    .describe('Token family: score streams played by a sampler, or codes of sound.'),
  status: z
    .enum(['released', 'experimental'])
    .optional()
    .describe(
      'Whether its music has been found fit for work. Absent: released for family score, experimental for family rvq.',
    ),
  licence: z.string().describe('SPDX id of the licence of the weights.'),
  training: z.string().describe('One paragraph on the data and the length of the training.'),
  sampleRateHz: z.int().describe('Sample rate of the audio that the family makes.'),
  channels: z.literal(2).describe('Channels of the audio that the family makes.'),
  video: z
    .object({
      widthPx: z.int().min(8).describe('Width of a frame as the encoder takes it.'),
      heightPx: z.int().min(8).describe('Height of a frame as the encoder takes it.'),
      fps: z.number().positive().describe('Frames per second that the encoder takes.'),
      tokenStride: z.int().min(1).describe('Frames for each video token.'),
      tokenSize: z.int().min(1).describe('Length of a video token vector.'),
      embeddingSize: z.int().min(1).describe('Length of the embedding shared by picture and music.'),
      meaningSize: z
        .int()
        .min(1)
        .optional()
        .describe(
          'How many of its first numbers say what the whole means; the others say what happens when.',
        ),
    })
    .describe('What the video encoder takes and gives.'),
  streams: z
    .array(streamEntry)
    .min(1)
    .describe('Token streams in the order in which a step samples them [K].'),
  conditions: z.array(conditionEntry).describe('Conditions of a step, in order [C].'),
  codec: codecEntry
    .optional()
    .describe('How codes become sound: family rvq has it, family score has none (docs/rvq-family.md).'),
  decoder: z
    .object({
      layers: z.int().min(1).describe('Self-attention layers, each with one key and one value cache.'),
      crossLayers: z.int().min(0).describe('Layers that attend to the picture.'),
      heads: z.int().min(1).describe('Attention heads of a layer.'),
      headSize: z.int().min(1).describe('Length of a key vector.'),
      cacheCapacity: z.int().min(2).describe('Steps that a key or value cache holds.'),
      window: z.int().min(1).describe('Steps that self-attention looks back.'),
      crossWindow: z.int().min(1).describe('Video tokens that a step can attend to.'),
    })
    .describe('Sizes of the decoder.'),
  sampling: z
    .object({
      temperature: z.array(z.number().min(0)).describe('Default temperature of each stream [K].'),
      topK: z.array(z.int().min(1)).describe('Default number of candidates of each stream [K].'),
      guidance: z.number().min(0).describe('Default strength of classifier-free guidance; 1 is none.'),
    })
    .describe('Sampling defaults found by measurement.'),
  styles: z.array(styleEntry).min(1).describe('Styles in the order of the `style` condition.'),
  stylePrototypes: z
    .array(z.array(z.number()))
    .describe(
      'Direction of each style in the meaning of the music embedding [styles][meaningSize]; the same part of the picture is compared with them for style "auto".',
    ),
  files: z.array(fileEntry).min(1).describe('Every file of the bundle but model.json itself.'),
});

/** What no single field can say: which fields a family needs, and which must agree. */
export const modelManifest = manifestFields.superRefine((manifest, context) => {
  for (const [path, message] of findContradictions(manifest))
    context.addIssue({ code: 'custom', path: [path], message });
});

export type ModelManifest = z.infer<typeof manifestFields>;
export type CodecEntry = z.infer<typeof codecEntry>;

function findContradictions({
  family,
  codec,
  streams,
  sampleRateHz,
}: ModelManifest): [field: string, message: string][] {
  if (family === 'score') return codec ? [['codec', 'a bundle of family score has no codec']] : [];
  if (!codec) return [['codec', 'a bundle of family rvq needs it']];
  const found: [string, string][] = [];
  if (codec.delays.length !== streams.length || Math.min(...codec.delays) !== 0)
    found.push(['codec', 'delays must name each stream, the smallest being 0']);
  if (codec.samplesPerFrame * codec.frameRateHz !== sampleRateHz)
    found.push(['codec', 'samplesPerFrame times frameRateHz must be sampleRateHz']);
  return found;
}

/** Whether a bundle's music is fit for work, as its manifest says or as its family has it until it does. */
export function statusOf({ status, family }: ModelManifest): 'released' | 'experimental' {
  return status ?? (family === 'rvq' ? 'experimental' : 'released');
}

export type StyleEntry = z.infer<typeof styleEntry>;
