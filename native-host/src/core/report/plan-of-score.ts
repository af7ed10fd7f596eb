// The plan of a finished score, rebuilt from its result, so that a part of it can be composed or played again. Pure.
import type { ScoreResult } from '@framescore/contract';
import { STEPS_PER_BEAT, STEPS_PER_BAR, type Plan } from '../plan/plan.js';

/** Levels and distances of the cue report are not kept in a result: here they are those of a beat that is met. */
export function planOfScore(result: ScoreResult): Plan {
  const { composition, audio, cues, tempoMap, plannedTempoBpm, sync } = result;
  const { barPhase, stepSeconds } = composition;
  const timesSeconds = Float64Array.from(stepSeconds);
  const count = timesSeconds.length - 1;
  const isOn = (every: number) => (_: number, step: number) =>
    step < count && (barPhase + step) % every === 0;
  const beats = timesSeconds.filter(isOn(STEPS_PER_BEAT));
  const firstDownbeat = timesSeconds.find(isOn(STEPS_PER_BAR));
  return {
    durationSeconds: audio.durationSeconds,
    tempoBpm: plannedTempoBpm,
    beats,
    downbeatIndex: firstDownbeat === undefined ? beats.length : beats.indexOf(firstDownbeat),
    beatsPerBar: 4,
    steps: { count, timesSeconds },
    barPhase,
    accents: Uint8Array.from(composition.accents),
    accentCue: new Int32Array(count).fill(-1),
    energy: Uint8Array.from(composition.energy),
    sectionSteps: Int32Array.from(composition.sectionSteps),
    endingStep: composition.endingStep,
    tailSteps: count - 1 - composition.endingStep,
    tempoMap,
    cueReport: cues.map(({ timeSeconds, kind, weight, reachable }) => ({
      cue: { timeSeconds, kind, weight },
      nearestBeatSeconds: timeSeconds,
      distanceMs: 0,
      level: 'beat',
      levelDistanceMs: 0,
      achievable: reachable,
    })),
    reachableCutCount: sync.reachableCount,
    objective: 0,
  };
}
