// What crosses the socket between panel and host: JSON-RPC 2.0 requests and notifications, by name, each with its schemas.
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from './problem.js';
import { STAGES } from './run.js';
import { scoreControls, scoreResult } from './score.js';
import { ticks, tickRange, timelineSnapshot } from './timeline.js';

/** Version of this protocol; panel and host must have the same. */
export const WIRE_PROTOCOL = 1;
/** Ports that the host tries, and the panel after it, in this order. */
export const HOST_PORTS = [47_321, 47_322, 47_323] as const;
/** Largest message in bytes; a timeline of 3,000 clips has about 2 MB. */
export const LARGEST_MESSAGE_BYTES = 8 * 1024 * 1024;
/** Most takes in one request. */
export const MOST_VARIATIONS = 8;

const problemCodes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457 in a JSON-RPC error's `data`. */
export const wireProblem = z.object({
  type: z.string().describe('urn:framescore:problem:<code>.'),
  code: z.enum(problemCodes).describe('Row of the problem table.'),
  title: z.string().describe('What happened, in one sentence.'),
  detail: z.string().describe('What to do, for this case.'),
  status: z.int().describe('The HTTP status of the same meaning.'),
  instance: z.string().optional().describe('Id of the job it belongs to.'),
});

export const scoreTake = z.object({
  take: z.int().min(1).describe('Number of the take, from 1.'),
  version: z
    .int()
    .min(1)
    .describe('Version of the take: 1 as first composed, one more with each regenerated range.'),
  wavPath: z.string().describe('Absolute path of the whole WAV.'),
  rangeWavPath: z
    .string()
    .nullable()
    .describe('Absolute path of the WAV of the regenerated range alone, joins baked in; null for version 1.'),
  range: tickRange.describe('What `rangeWavPath`, or else `wavPath`, covers on the timeline.'),
  similarity: z
    .number()
    .nullable()
    .describe('Cosine of music and picture in the shared space, -1..1; null when not measured.'),
  result: scoreResult
    .omit({ tokens: true, composition: true })
    .describe("The report of the take, times in seconds from the start of the job's range."),
});

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

export const scoreJob = z.object({
  jobId: z.string().describe('Identity of the job.'),
  kind: z.enum(['compose', 'regenerate']).describe('Whether a whole score or a range of one is made.'),
  baseJobId: z.string().nullable().describe('For a regenerated range: the job whose take it changes.'),
  state: z.enum(jobStates).describe('Where the job is.'),
  createdAt: z.iso.datetime().describe('When it was asked for, UTC.'),
  sequenceGuid: z.string().describe('The sequence it belongs to.'),
  sequenceName: z.string().describe('Name of that sequence when it was asked for.'),
  range: tickRange.describe('What the whole score covers on the timeline.'),
  progress: z
    .object({
      stage: z.enum(STAGES).describe('What is being done.'),
      fraction: z.number().min(0).max(1).describe('Share of the whole job that is done.'),
      secondsLeft: z
        .number()
        .nonnegative()
        .nullable()
        .describe('Estimated seconds to the end; null while unknown.'),
    })
    .nullable()
    .describe('How far a running job is; null otherwise.'),
  takes: z.array(scoreTake).describe('Takes of a finished job, best first.'),
  problem: wireProblem.nullable().describe('Why a failed job failed; null otherwise.'),
});

const program = z.object({
  name: z.string().max(100).describe('Name of the program.'),
  version: z.string().max(50).describe('Its version.'),
});

const composeParams = z.object({
  timeline: timelineSnapshot.describe('The timeline as it was read.'),
  range: tickRange.describe('The part of the root sequence to score.'),
  controls: scoreControls.describe('Style, tempo, intensity, sync and seed.'),
  modelId: z.string().optional().describe('Bundle; absent: the default.'),
  variations: z.int().min(1).max(MOST_VARIATIONS).default(1).describe('How many takes to make.'),
});

const regenerateParams = z.object({
  jobId: z.string().describe('The job whose take is changed.'),
  take: z.int().min(1).describe('The take.'),
  version: z.int().min(1).describe('The version of the take to start from.'),
  range: tickRange.describe(
    'The part to compose anew. The joins lie on the first and last beat inside it; outside nothing changes.',
  ),
  controls: scoreControls
    .pick({ intensity: true, seed: true })
    .describe('Controls of the new part; style, tempo and sync stay as they were.'),
});

const nothing = z.object({});
const jobOnly = z.object({ jobId: z.string().describe('Identity of the job.') });

/** Every request: what the panel sends and what the host answers. */
export const WIRE_METHODS = {
  /** Always first. No secret: says what is there and gives the nonce for `authenticate`. */
  hello: {
    params: z.object({
      protocol: z.int().describe('Protocol version of the panel.'),
      client: program.describe('The panel.'),
      editor: program.describe('The editing program it runs in.'),
    }),
    result: z.object({
      product: z.literal('framescore').describe('Tells this host from other programs on the port.'),
      protocol: z.int().describe('Protocol version of the host.'),
      hostVersion: z
        .string()
        .nullable()
        .describe(
          'Version of the host; empty until the panel has proved that it is paired. Null from some hosts.',
        ),
      nonce: z.string().length(64).describe('32 random bytes of this connection, hexadecimal.'),
    }),
  },
  /** Makes a code of six digits wait, for the person to ask for at the machine. Nothing is shown because of it. */
  'pair-start': {
    params: nothing,
    result: z.object({ expiresSeconds: z.number().describe('How long the code is valid.') }),
  },
  pair: {
    params: z.object({
      code: z
        .string()
        .regex(/^\d{6}$/)
        .describe('The code that the host showed.'),
    }),
    result: z.object({
      clientId: z.string().describe('Name of the pairing.'),
      token: z.string().length(64).describe('32 random bytes, hexadecimal; kept by both, never sent again.'),
    }),
  },
  authenticate: {
    params: z.object({
      clientId: z.string().max(100).describe('Name of the pairing.'),
      proof: z
        .string()
        .length(64)
        .describe(
          'HMAC-SHA256 of the nonce (its 32 bytes) under the token (its 32 bytes), lower-case hexadecimal.',
        ),
    }),
    result: z.object({ hostVersion: z.string().optional().describe('Version of the host.') }),
  },
  models: {
    params: nothing,
    result: z.object({
      models: z
        .array(
          z.object({
            id: z.string().describe('Bundle id.'),
            version: z.string().describe('Version of its weights.'),
            family: z.enum(['score', 'rvq']).describe('Token family.'),
            isDefault: z.boolean().describe('Whether it is used when none is named.'),
            styles: z
              .array(
                z.object({
                  id: z.string().describe('Style id.'),
                  name: z.string().describe('Name to show.'),
                  tempoRangeBpm: z
                    .tuple([z.number(), z.number()])
                    .describe('Lowest and highest tempo of the style.'),
                }),
              )
              .describe('Styles it can play.'),
          }),
        )
        .describe('Installed bundles that fit this host.'),
    }),
  },
  compose: { params: composeParams, result: jobOnly },
  regenerate: { params: regenerateParams, result: jobOnly },
  cancel: { params: jobOnly, result: nothing },
  /** The state of one job; from then on this connection also receives its notifications. */
  job: { params: jobOnly, result: scoreJob },
  /** Jobs of a sequence (or all), newest first. */
  jobs: {
    params: z.object({ sequenceGuid: z.string().optional().describe('Only jobs of this sequence.') }),
    result: z.object({ jobs: z.array(scoreJob).max(200).describe('Jobs, newest first.') }),
  },
  /** Beats of any sound on this machine ("Mark beats"). */
  beats: {
    params: z.object({
      mediaPath: z.string().min(1).describe('Path of the media file.'),
      rangeTicks: tickRange.optional().describe('Part of the source, ticks of the source; absent: all.'),
    }),
    result: z.object({
      tempoBpm: z.number().nullable().describe('Tempo, beats per minute; null without beats.'),
      beatsTicks: z.array(ticks).describe('Beats, ticks from the start of the source.'),
      downbeatsTicks: z.array(ticks).describe('Downbeats, ticks from the start of the source.'),
    }),
  },
} as const;

/** What the host tells without being asked, to each connection that made or asked for the job. */
export const WIRE_NOTIFICATIONS = {
  'stage-start': z.object({
    jobId: z.string().describe('The job.'),
    stage: z.enum(STAGES).describe('The stage that begins.'),
  }),
  'stage-progress': z.object({
    jobId: z.string().describe('The job.'),
    stage: z.enum(STAGES).describe('The stage.'),
    fraction: z.number().min(0).max(1).describe('Share of the whole job that is done.'),
    secondsLeft: z
      .number()
      .nonnegative()
      .nullable()
      .describe('Estimated seconds to the end; null while unknown.'),
  }),
  'score-end': z.object({ job: scoreJob.describe('The finished or cancelled job with its takes.') }),
  'score-error': z.object({
    jobId: z.string().describe('The job.'),
    problem: wireProblem.describe('Why it failed.'),
  }),
} as const;

export type WireMethod = keyof typeof WIRE_METHODS;
export type WireParams<M extends WireMethod> = z.input<(typeof WIRE_METHODS)[M]['params']>;
export type WireRequest<M extends WireMethod> = z.output<(typeof WIRE_METHODS)[M]['params']>;
export type WireResult<M extends WireMethod> = z.output<(typeof WIRE_METHODS)[M]['result']>;
export type WireNotification = keyof typeof WIRE_NOTIFICATIONS;
export type WireEvent<N extends WireNotification> = z.output<(typeof WIRE_NOTIFICATIONS)[N]>;
export type WireProblem = z.infer<typeof wireProblem>;
export type ScoreJob = z.infer<typeof scoreJob>;
export type ScoreTake = z.infer<typeof scoreTake>;
export type JobState = (typeof jobStates)[number];
