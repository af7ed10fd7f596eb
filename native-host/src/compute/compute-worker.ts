// The worker thread of compute.ts: a table of functions by name: pure ones of core, timelines by their text, and those that work on sound
// on the disk.
import { parentPort } from 'node:worker_threads';
import { misplacementMs, planTimeMap, type HeardBeats } from '../core/audio/time-map.js';
import { decodeBeats } from '../core/beats/decode-beats.js';
import { planScore } from '../core/plan/plan-score.js';
import { diskFailureOf, type DiskFailure } from '../sound/output-problem.js';
import { judge, levels, master, mel, melOfSamples, splice, stretch } from './sound-tasks.js';
import { outlineText, planText } from './timeline-tasks.js';

const TASKS = {
  plan: planScore,
  master,
  splice,
  levels,
  mel,
  'mel-of-samples': melOfSamples,
  'decode-beats': ({
    activations,
    ...options
  }: { activations: Float32Array } & Parameters<typeof decodeBeats>[1]) => decodeBeats(activations, options),
  'judge-sync': judge,
  'time-map': ({
    plannedSeconds,
    heard,
    ...length
  }: { plannedSeconds: number[]; heard: HeardBeats } & Parameters<typeof planTimeMap>[2]) => ({
    map: planTimeMap(plannedSeconds, heard, length),
    misplacedMs: misplacementMs(plannedSeconds, heard),
  }),
  stretch,
  'outline-timeline': outlineText,
  'plan-timeline': planText,
};

export type TaskName = keyof typeof TASKS;
export type TaskInput<N extends TaskName> = Parameters<(typeof TASKS)[N]>[0];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<(typeof TASKS)[N]>>;
export type Task = { [N in TaskName]: { id: number; name: N; input: TaskInput<N> } }[TaskName];
export type ComputeReply = { id: number } & (
  { result: TaskResult<TaskName> } | { error: Error; disk: DiskFailure | undefined }
);

async function answer({ id, name, input }: Task): Promise<void> {
  try {
    const result = await (
      TASKS[name] as (input: unknown) => TaskResult<TaskName> | Promise<TaskResult<TaskName>>
    )(input);
    // A large array is handed over, not copied.
    parentPort?.postMessage(
      { id, result } satisfies ComputeReply,
      result instanceof Float32Array ? [result.buffer as ArrayBuffer] : [],
    );
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({ id, error: failure, disk: diskFailureOf(error) } satisfies ComputeReply);
  }
}

parentPort?.on('message', (task: Task) => void answer(task));
