// The plan of a score from cues and curves: tempo and beats, steps, accents, energy, ending. Pure; composes no note.
//
// Maximised is: what the cues earn on the beats nearest to them (beat-problem.ts), less drift of the tempo and its changes, less what
// as many beats would hit by chance, less distance from the preferred tempo, plus a little for beginning and ending on a downbeat.
import assert from 'node:assert/strict';
import { placeAccents } from './accents.js';
import { reportCues } from './cue-report.js';
import { reachCuts } from './cut-reach.js';
import { planEnergy } from './energy-curve.js';
import { chooseEndingStep } from './ending.js';
import { answerableCues, searchCues } from './plan-cues.js';
import { STEPS_PER_BAR, STEPS_PER_BEAT, type Plan, type PlanRequest } from './plan.js';
import { layStepGrid, stepsOnEvery } from './step-grid.js';
import { findBeatGrid, type BeatGrid } from './tempo-search.js';

/** Below this there is no room for a beat and a tail; callers refuse such ranges before. */
const SHORTEST_SECONDS = 0.5;
/** What a tempo 10 % off costs, beside a leading cue's 1: off the range's centre, off a tempo that was asked for. */
const CENTRE_PREFERENCE_COST = 0.04;
const HINT_PREFERENCE_COST = 2;

function checkRequest({
  durationSeconds,
  tempoRangeBpm: [minBpm, maxBpm],
  syncAmount,
  intensity,
  cues,
}: PlanRequest): void {
  assert(durationSeconds >= SHORTEST_SECONDS, 'the range is too short to plan');
  assert(minBpm >= 20 && minBpm <= maxBpm && maxBpm <= 400, 'tempo range');
  assert(syncAmount >= 0 && syncAmount <= 100 && intensity >= 0 && intensity <= 100, 'controls are 0..100');
  assert(
    cues.every(({ timeSeconds, weight }) => Number.isFinite(timeSeconds) && weight >= 0 && weight <= 1),
    'cues',
  );
}

function searchBeats(request: PlanRequest): BeatGrid {
  const [minBpm, maxBpm] = request.tempoRangeBpm;
  const wanted = request.tempoHintBpm ?? Math.sqrt(minBpm * maxBpm);
  return findBeatGrid({
    durationSeconds: request.durationSeconds,
    cues: searchCues(request.cues, request.durationSeconds),
    tempoRangeBpm: request.tempoRangeBpm,
    preferredBpm: Math.min(maxBpm, Math.max(minBpm, wanted)),
    preferenceCost: request.tempoHintBpm === undefined ? CENTRE_PREFERENCE_COST : HINT_PREFERENCE_COST,
    sync: request.syncAmount / 100,
  });
}

/** Local tempo wherever it changes. */
function tempoMapOf(beatSeconds: Float64Array): Plan['tempoMap'] {
  const map: Plan['tempoMap'] = [];
  for (let i = 0; i + 1 < beatSeconds.length; i += 1) {
    const bpm = 60 / (beatSeconds[i + 1]! - beatSeconds[i]!);
    const last = map.at(-1);
    if (last && Math.abs(last.bpm / bpm - 1) < 1e-6) continue;
    map.push({ timeSeconds: Math.max(0, beatSeconds[i]!), bpm });
  }
  return map;
}

export function planScore(request: PlanRequest): Plan {
  checkRequest(request);
  const { durationSeconds, curves, intensity, syncAmount, tempoRangeBpm, beatsPerBar } = request;
  const { beatSeconds, firstBarBeat, objective } = searchBeats(request);
  const grid = layStepGrid(beatSeconds, firstBarBeat, durationSeconds);
  const timeOf = (step: number) => grid.timesSeconds[step]!;
  const beats = Float64Array.from(stepsOnEvery(grid, STEPS_PER_BEAT), timeOf);
  const downbeatStep = stepsOnEvery(grid, STEPS_PER_BAR)[0];
  const downbeatIndex = downbeatStep === undefined ? beats.length : beats.indexOf(timeOf(downbeatStep));

  const cues = answerableCues(request.cues, durationSeconds);
  const reach = reachCuts(cues, durationSeconds, tempoRangeBpm);
  const cueReport = reportCues(cues, { grid, beats }, { tempoRangeBpm, reach });
  const endingStep = chooseEndingStep(grid, syncAmount > 0 ? cues : []);
  const { energy, sectionSteps } = planEnergy(grid, curves, intensity);
  const sync = syncAmount / 100;
  const { accents, accentCue } = placeAccents(grid, cueReport, { sync, endingStep, sectionSteps });
  return {
    durationSeconds,
    tempoBpm: (60 * (beatSeconds.length - 1)) / (beatSeconds.at(-1)! - beatSeconds[0]!),
    beats,
    downbeatIndex,
    beatsPerBar,
    steps: { count: grid.count, timesSeconds: grid.timesSeconds },
    barPhase: grid.barPhase,
    accents,
    accentCue,
    energy,
    sectionSteps,
    endingStep,
    tailSteps: grid.count - 1 - endingStep,
    tempoMap: tempoMapOf(beatSeconds),
    cueReport,
    reachableCutCount: reach.count,
    objective,
  };
}
