// A job store that never loses what it was told: a record that cannot be saved is kept, shown as it is, and saved later.
import type { JobRecord, JobStore } from './score-job-ports.js';

const SAVE_AGAIN_MS = 5000;

export class LastingJobs implements JobStore {
  /** By id, in the order in which they could not be saved. */
  private readonly unsaved = new Map<string, JobRecord>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: JobStore,
    /** Told once for each record that could not be saved at once. */
    private readonly onFault: (error: unknown, jobId: string) => void,
    private readonly saveAgainMs = SAVE_AGAIN_MS,
  ) {}

  /** Never throws. */
  save(record: JobRecord): void {
    const { jobId } = record;
    try {
      this.store.save(record);
      this.unsaved.delete(jobId);
    } catch (error) {
      if (!this.unsaved.has(jobId)) this.onFault(error, jobId);
      this.unsaved.set(jobId, record);
      this.planNextTry();
    }
  }

  find(jobId: string): JobRecord | undefined {
    return this.unsaved.get(jobId) ?? this.store.find(jobId);
  }

  findFamily(jobId: string): JobRecord[] {
    const isMember = (record: JobRecord) => [record.jobId, record.baseJobId].includes(jobId);
    return this.withUnsaved(this.store.findFamily(jobId), isMember);
  }

  list({ sequenceGuid, limit }: { sequenceGuid?: string | undefined; limit: number }): JobRecord[] {
    const isAsked = (record: JobRecord) => sequenceGuid === undefined || record.sequenceGuid === sequenceGuid;
    const oldestFirst = this.store.list({ sequenceGuid, limit }).reverse();
    return this.withUnsaved(oldestFirst, isAsked).reverse().slice(0, limit);
  }

  unfinished(): JobRecord[] {
    const isUnfinished = ({ state }: JobRecord) => state === 'queued' || state === 'running';
    return this.withUnsaved(this.store.unfinished(), isUnfinished).filter(isUnfinished);
  }

  /** Tries to save what is still unsaved, in the order of its making. Gives how many are left. */
  saveAgain(): number {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const record of [...this.unsaved.values()]) this.save(record);
    return this.unsaved.size;
  }

  private planNextTry(): void {
    this.timer ??= setTimeout(() => this.saveAgain(), this.saveAgainMs).unref();
  }

  /** Saved ones as they stand, oldest first; what is kept here takes the place of its older self, or comes last. */
  private withUnsaved(saved: JobRecord[], isAsked: (record: JobRecord) => boolean): JobRecord[] {
    const known = new Set(saved.map(({ jobId }) => jobId));
    const latest = saved.map((record) => this.unsaved.get(record.jobId) ?? record);
    return [...latest, ...[...this.unsaved.values()].filter((r) => isAsked(r) && !known.has(r.jobId))];
  }
}
