// The worker thread of compute.ts: a table of functions by name, pure ones of core, timelines by their text, and the stretching of sound.
import { parentPort } from 'node:worker_threads';
import { masterMusic, measureLevels } from '../core/audio/master.js';
import { spliceMusic } from '../core/audio/splice.js';
import { misplacementMs, planTimeMap, type HeardBeats } from '../core/audio/time-map.js';
import { decodeBeats } from '../core/beats/decode-beats.js';
import { createMelExtractor, melOfStereo } from '../core/beats/mel-extractor.js';
import { planScore } from '../core/plan/plan-score.js';
import { judgeSync } from '../core/sync/judge-sync.js';
import { stretchSound } from './stretch-sound.js';
import { outlineText, planText } from './timeline-tasks.js';

const TASKS = {
  plan: planScore,
  master: masterMusic,
  splice: spliceMusic,
  levels: measureLevels,
  mel: ({ channels: [left, right] }: { channels: [Float32Array, Float32Array?] }): Float32Array => {
    if (right) return melOfStereo(left, right);
    const extractor = createMelExtractor();
    extractor.push(left);
    return extractor.finish();
  },
  'decode-beats': ({
    activations,
    ...options
  }: { activations: Float32Array } & Parameters<typeof decodeBeats>[1]) => decodeBeats(activations, options),
  'judge-sync': judgeSync,
  'time-map': ({
    plannedSeconds,
    heard,
    ...length
  }: { plannedSeconds: number[]; heard: HeardBeats } & Parameters<typeof planTimeMap>[2]) => ({
    map: planTimeMap(plannedSeconds, heard, length),
    misplacedMs: misplacementMs(plannedSeconds, heard),
  }),
  stretch: stretchSound,
  'outline-timeline': outlineText,
  'plan-timeline': planText,
};

export type TaskName = keyof typeof TASKS;
export type TaskInput<N extends TaskName> = Parameters<(typeof TASKS)[N]>[0];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<(typeof TASKS)[N]>>;
export type Task = { [N in TaskName]: { id: number; name: N; input: TaskInput<N> } }[TaskName];
export type ComputeReply = { id: number } & ({ result: TaskResult<TaskName> } | { error: Error });

async function answer({ id, name, input }: Task): Promise<void> {
  try {
    const result = await (
      TASKS[name] as (input: unknown) => TaskResult<TaskName> | Promise<TaskResult<TaskName>>
    )(input);
    parentPort?.postMessage({ id, result } satisfies ComputeReply);
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({ id, error: failure } satisfies ComputeReply);
  }
}

parentPort?.on('message', (task: Task) => void answer(task));
