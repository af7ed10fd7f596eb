// What a panel may ask once it is known: each method of the wire, answered by a use case. Knows no socket.
import {
  ScoreError,
  secondsToTicks,
  ticksToSeconds,
  type Run,
  type WireMethod,
  type WireRequest,
  type WireResult,
} from '@framescore/contract';
import type { DetectedBeats } from './core/beats/decode-beats.js';
import type { ScoreJobs } from './score-jobs.js';

/** Who asks: its wish to hear of a job, and a signal for when it is gone. */
export type Caller = { watch(jobId: string): void; signal: AbortSignal };
export type HostMethod = Exclude<WireMethod, 'hello' | 'pair-start' | 'pair' | 'authenticate'>;
export type HostMethods = {
  [M in HostMethod]: (params: WireRequest<M>, caller: Caller) => Promise<WireResult<M>>;
};

export type HostMethodPorts = {
  jobs: ScoreJobs;
  listModels(): Promise<WireResult<'models'>['models']>;
  /** Beats of the sound of a checked file; seconds of the result count from the start of the range. */
  findBeats(path: string, rangeSeconds: [number, number] | undefined, run: Run): Promise<DetectedBeats>;
  /** The path as it may be opened. Throws media-missing or request-refused. */
  checkMediaPath(path: string): Promise<string>;
};

export function createHostMethods(ports: HostMethodPorts): HostMethods {
  const { jobs } = ports;
  const watched = (jobId: string, caller: Caller) => {
    caller.watch(jobId);
    return { jobId };
  };
  return {
    models: async () => ({ models: await ports.listModels() }),
    async compose(params, caller) {
      checkModel(params, await ports.listModels());
      return watched(await jobs.compose(params), caller);
    },
    regenerate: (params, caller) => Promise.resolve(watched(jobs.regenerate(params), caller)),
    async cancel({ jobId }) {
      await Promise.resolve(jobs.cancel(jobId));
      return {};
    },
    async job({ jobId }, caller) {
      const job = await Promise.resolve(jobs.find(jobId));
      caller.watch(jobId);
      return job;
    },
    jobs: ({ sequenceGuid }) => Promise.resolve({ jobs: jobs.list(sequenceGuid) }),
    beats: (params, caller) => answerBeats(params, ports, caller.signal),
  };
}

/** Throws model-missing or style-unknown at once, rather than when the job's turn has come. */
function checkModel(
  { modelId, controls }: WireRequest<'compose'>,
  models: WireResult<'models'>['models'],
): void {
  const model = models.find(({ id, isDefault }) => (modelId === undefined ? isDefault : id === modelId));
  if (!model) {
    const known = models.map(({ id }) => id).join(', ') || 'none';
    throw new ScoreError('model-missing', `The music model is not installed here. Installed: ${known}.`);
  }
  if (controls.style === 'auto' || model.styles.some(({ id }) => id === controls.style)) return;
  const styles = model.styles.map(({ id }) => id).join(', ');
  throw new ScoreError('style-unknown', `"${model.id}" has no such style. Choose auto or one of: ${styles}.`);
}

async function answerBeats(
  { mediaPath, rangeTicks }: WireRequest<'beats'>,
  ports: HostMethodPorts,
  signal: AbortSignal,
): Promise<WireResult<'beats'>> {
  const path = await ports.checkMediaPath(mediaPath);
  const startTicks = BigInt(rangeTicks?.startTicks ?? 0);
  const range: [number, number] | undefined = rangeTicks && [
    ticksToSeconds(startTicks),
    ticksToSeconds(BigInt(rangeTicks.endTicks)),
  ];
  if (range && (range[0] < 0 || range[1] <= range[0]))
    throw new ScoreError('range-invalid', 'The range ends before it begins. Give the earlier time first.');
  const found = await ports.findBeats(path, range, { signal, report: () => undefined });
  const ticksOf = (seconds: number) => String(startTicks + secondsToTicks(seconds));
  return {
    tempoBpm: found.beatsSeconds.length < 2 ? null : found.tempoBpm,
    beatsTicks: found.beatsSeconds.map(ticksOf),
    downbeatsTicks: found.downbeatsSeconds.map(ticksOf),
  };
}
