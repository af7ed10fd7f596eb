// How far a run is: a bar on a terminal, JSON lines with --json, nothing where nobody looks.
import { SingleBar } from 'cli-progress';
import type { Progress, Stage } from '@framescore/contract';
import type { Output } from './program-ends.js';

export type ProgressDisplay = { report(progress: Progress): void; stop(): void };

const LABELS: Record<Stage, string> = {
  frames: 'watching the picture',
  cues: 'finding the cuts',
  plan: 'placing the beats',
  tokens: 'composing',
  audio: 'playing',
  beats: 'listening',
  write: 'writing',
  preview: 'making the preview',
};

/** JSON lines at most this often, except for the begin and end of a stage. */
const JSON_INTERVAL_MS = 200;

export function createProgressDisplay(options: {
  json: boolean;
  stdout: Output;
  stderr: NodeJS.WriteStream;
  nowMs: () => number;
}): ProgressDisplay {
  if (options.json) return jsonLines(options.stdout, options.nowMs);
  return options.stderr.isTTY
    ? terminalBar(options.stderr)
    : { report: () => undefined, stop: () => undefined };
}

function jsonLines(stdout: Output, nowMs: () => number): ProgressDisplay {
  let last = -Infinity;
  return {
    report(progress) {
      const now = nowMs();
      const isEdge = progress.fraction === 0 || progress.fraction === 1;
      if (!isEdge && now - last < JSON_INTERVAL_MS) return;
      last = now;
      stdout.write(`${JSON.stringify({ event: 'stage-progress', ...progress })}\n`);
    },
    stop: () => undefined,
  };
}

function terminalBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage}%  {label}{left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(1000, 0, { label: 'starting', left: '' });
  let shown = 0;
  return {
    report({ stage, overall, secondsLeft }) {
      shown = Math.max(shown, overall ?? 0); // a bar that goes back helps nobody
      const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
      bar.update(Math.round(shown * 1000), { label: LABELS[stage], left });
    },
    stop: () => bar.stop(),
  };
}
