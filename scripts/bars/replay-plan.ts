// A plan as far as playing needs it, rebuilt from a finished score, so that its tokens can be played again without a model.
import type { ScoreResult } from '@framescore/contract';
import type { Plan } from '../../native-host/dist/core/plan/plan.js';

/** Steps are spread evenly: fit for timing the sampler, not for judging sync. */
export function replayPlan({ tokens, audio, plannedTempoBpm }: ScoreResult): Plan {
  const count = tokens.length;
  const stepSeconds = audio.durationSeconds / count;
  const timesSeconds = Float64Array.from({ length: count + 1 }, (_, step) => step * stepSeconds);
  return {
    durationSeconds: audio.durationSeconds,
    tempoBpm: plannedTempoBpm,
    beats: timesSeconds.filter((_, step) => step % 4 === 0),
    downbeatIndex: 0,
    beatsPerBar: 4,
    steps: { count, timesSeconds },
    barPhase: 0,
    accents: new Uint8Array(count),
    accentCue: new Int32Array(count).fill(-1),
    energy: new Uint8Array(count).fill(8),
    sectionSteps: Int32Array.of(0),
    endingStep: Math.max(0, count - 8),
    tailSteps: 7,
    tempoMap: [{ timeSeconds: 0, bpm: plannedTempoBpm }],
    cueReport: [],
    reachableCutCount: 0,
    objective: 0,
  };
}
