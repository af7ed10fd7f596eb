// The queue of scores: asks, waits, makes, tells, cancels. One score is made at a time. Knows neither socket nor SQL.
import { randomUUID } from 'node:crypto';
import {
  ScoreError,
  isCancelled,
  ticksToSeconds,
  wireProblemOf,
  type Progress,
  type Run,
  type ScoreJob,
  type ScoreRequest,
  type WireRequest,
} from '@framescore/contract';
import type { Lane, Place } from './lane.js';
import type {
  JobEvent,
  JobFiles,
  JobRecord,
  JobStore,
  LendMaker,
  MadeTake,
  ScoreMaker,
} from './score-job-ports.js';
import { checkScoredRange, secondsInScore } from './scored-range.js';
import { recordTake, shownJob } from './wire-take.js';

/** Progress is told at most this often; a stage that begins is told at once. */
const TELL_EVERY_MS = 100;
const MOST_LISTED = 200;
/** What one list may weigh, so that no answer outgrows a message. */
const MOST_LISTED_CHARACTERS = 4_000_000;

export type ScoreJobPorts = {
  /** Its `save` never throws (LastingJobs): what cannot be saved at once is kept and shown. */
  store: JobStore;
  files: JobFiles;
  lane: Lane;
  lendMaker: LendMaker;
  /** The bundle that is used when none is named. */
  defaultModelId: string;
  now(): Date;
  /** Told of everything that ended in a way that nobody foresaw. */
  onFault(error: unknown, jobId: string): void;
};

type Make = (maker: ScoreMaker, run: Run) => Promise<MadeTake[]>;
type Live = {
  record: JobRecord;
  progress: ScoreJob['progress'];
  controller: AbortController;
  stages: Set<string>;
  toldAtMs: number;
};

export class ScoreJobs {
  private readonly live = new Map<string, Live>();
  private readonly ends = new Set<Promise<void>>();
  private tell: (event: JobEvent) => void = () => undefined;

  constructor(private readonly ports: ScoreJobPorts) {}

  /** The one who hears of every job. */
  listen(tell: (event: JobEvent) => void): void {
    this.tell = tell;
  }

  async compose(params: WireRequest<'compose'>): Promise<string> {
    const place = this.ports.lane.reserve();
    try {
      return await this.composeAt(place, params);
    } catch (error) {
      place.leave();
      throw error;
    }
  }

  private async composeAt(place: Place, params: WireRequest<'compose'>): Promise<string> {
    const sequence = checkScoredRange(params.timeline, params.range);
    const jobId = randomUUID();
    const { timelinePath, directory } = await this.ports.files.prepare(jobId, params.timeline);
    const request: ScoreRequest = {
      mediaPath: timelinePath,
      rangeSeconds: [
        ticksToSeconds(BigInt(params.range.startTicks)),
        ticksToSeconds(BigInt(params.range.endTicks)),
      ],
      controls: params.controls,
      outputs: { directory, stems: false, midi: false, preview: false },
    };
    const record: JobRecord = {
      ...this.newRecord(jobId),
      kind: 'compose',
      baseJobId: null,
      sequenceGuid: params.timeline.rootGuid,
      sequenceName: sequence.name,
      range: params.range,
      modelId: params.modelId ?? this.ports.defaultModelId,
    };
    this.enqueue(record, place, (maker, run) => maker.compose(request, params.variations, run));
    return jobId;
  }

  regenerate(params: WireRequest<'regenerate'>): string {
    const place = this.ports.lane.reserve();
    try {
      return this.regenerateAt(place, params);
    } catch (error) {
      place.leave();
      throw error;
    }
  }

  private regenerateAt(place: Place, params: WireRequest<'regenerate'>): string {
    const asked = this.recordOf(params.jobId);
    const root = asked.baseJobId === null ? asked : this.recordOf(asked.baseJobId);
    const takes = this.ports.store.findFamily(root.jobId).flatMap((record) => record.takes);
    const from = takes.find(({ take, version }) => take === params.take && version === params.version);
    if (!from) {
      const detail = `The score has no take ${params.take} of version ${params.version}. Choose one that is there.`;
      throw new ScoreError('job-unknown', detail);
    }
    const rangeSeconds = secondsInScore(params.range, root.range);
    const { resultPath } = from;
    const { sequenceGuid, sequenceName, range, modelId } = root;
    const jobId = randomUUID();
    const kept = { baseJobId: root.jobId, sequenceGuid, sequenceName, range, modelId };
    this.enqueue({ ...this.newRecord(jobId), kind: 'regenerate', ...kept }, place, async (maker, run) => [
      await maker.regenerate({ resultPath, rangeSeconds, controls: params.controls }, run),
    ]);
    return jobId;
  }

  /** Ends a job that waits or runs; one that has ended stays as it is. */
  cancel(jobId: string): void {
    this.recordOf(jobId);
    this.live.get(jobId)?.controller.abort();
  }

  find(jobId: string): ScoreJob {
    return shownJob(this.recordOf(jobId), this.live.get(jobId)?.progress ?? null);
  }

  list(sequenceGuid?: string): ScoreJob[] {
    const jobs = this.ports.store
      .list({ sequenceGuid, limit: MOST_LISTED })
      .map((record) => shownJob(record, this.live.get(record.jobId)?.progress ?? null));
    let characters = 0;
    return jobs.filter((job) => (characters += JSON.stringify(job).length) <= MOST_LISTED_CHARACTERS);
  }

  /** Cancels everything and waits until it has ended. */
  async stop(): Promise<void> {
    for (const { controller } of this.live.values()) controller.abort();
    await Promise.all(this.ends);
  }

  private newRecord(jobId: string): Pick<JobRecord, 'jobId' | 'state' | 'createdAt' | 'takes' | 'problem'> {
    return { jobId, state: 'queued', createdAt: this.ports.now().toISOString(), takes: [], problem: null };
  }

  private recordOf(jobId: string): JobRecord {
    const record = this.live.get(jobId)?.record ?? this.ports.store.find(jobId);
    if (record) return record;
    throw new ScoreError('job-unknown', 'The score host does not know this score. Compose a new one.');
  }

  private enqueue(record: JobRecord, place: Place, make: Make): void {
    const controller = new AbortController();
    const live: Live = { record, progress: null, controller, stages: new Set(), toldAtMs: 0 };
    this.ports.store.save(record);
    this.live.set(record.jobId, live);
    const end = this.bringToEnd(live, place, make).finally(() => this.ends.delete(end));
    this.ends.add(end);
  }

  /** Never rejects: whatever happens becomes the state of the job. */
  private async bringToEnd(live: Live, place: Place, make: Make): Promise<void> {
    const { jobId } = live.record;
    const { signal } = live.controller;
    try {
      await turnOfTheLoop(); // so that whoever asked has the answer before the first news
      const made = await place.run(signal, () => this.make(live, make));
      this.end(live, { state: 'done', takes: made.map((take) => recordTake(take, live.record.range)) });
    } catch (error) {
      if (live.record.kind === 'compose') await this.ports.files.remove(jobId);
      if (isCancelled(error) || signal.aborted) this.end(live, { state: 'cancelled' });
      else this.fail(live, error);
    }
  }

  private async make(live: Live, make: Make): Promise<MadeTake[]> {
    live.record = { ...live.record, state: 'running' };
    this.ports.store.save(live.record);
    const run: Run = {
      signal: live.controller.signal,
      report: (progress) => this.report(live, progress),
    };
    return this.ports.lendMaker(live.record.modelId, (maker) => make(maker, run));
  }

  private report(live: Live, { stage, overall = 0, secondsLeft }: Progress): void {
    const fraction = Math.min(1, Math.max(overall, live.progress?.fraction ?? 0));
    live.progress = { stage, fraction, secondsLeft: secondsLeft ?? null };
    const isStageStart = !live.stages.has(stage);
    live.stages.add(stage);
    const nowMs = this.ports.now().getTime();
    if (!isStageStart && nowMs - live.toldAtMs < TELL_EVERY_MS) return;
    live.toldAtMs = nowMs;
    const { jobId } = live.record;
    this.tell({ kind: 'progress', jobId, isStageStart, progress: live.progress });
  }

  private fail(live: Live, error: unknown): void {
    const { jobId } = live.record;
    if (!(error instanceof ScoreError) || error.code === 'internal') this.ports.onFault(error, jobId);
    const problem = wireProblemOf(error, jobId);
    this.end(live, { state: 'failed', problem });
  }

  private end(live: Live, change: Partial<JobRecord>): void {
    live.record = { ...live.record, ...change };
    const { jobId, problem } = live.record;
    this.ports.store.save(live.record);
    this.live.delete(jobId);
    if (problem) this.tell({ kind: 'error', jobId, problem });
    else this.tell({ kind: 'end', job: shownJob(live.record, null) });
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
