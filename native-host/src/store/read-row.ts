// A row of the job list back to a record, with every field checked: rows come from other versions and from damaged disks.
import { scoreJob, scoreTake } from '@framescore/contract';
import type { JobRecord, TakeRecord } from '../score-job-ports.js';
import type { Row } from './database.js';

const jobAlone = scoreJob.omit({ takes: true, progress: true });

/** `record` is undefined where the row does not fit. */
export function readRow(row: Row): { jobId: string; record: JobRecord | undefined } {
  return { jobId: String(row['job_id']), record: readRecord(parseJson(String(row['record']))) };
}

function readRecord(value: unknown): JobRecord | undefined {
  const job = jobAlone.safeParse(value);
  const { modelId, takes } = (value ?? {}) as { modelId?: unknown; takes?: unknown };
  if (!job.success || typeof modelId !== 'string' || !Array.isArray(takes)) return undefined;
  const read = takes.map(readTake);
  return read.every((take) => take !== undefined) ? { ...job.data, modelId, takes: read } : undefined;
}

function readTake(value: unknown): TakeRecord | undefined {
  const take = scoreTake.safeParse(value);
  const { resultPath } = (value ?? {}) as { resultPath?: unknown };
  return take.success && typeof resultPath === 'string' ? { ...take.data, resultPath } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
