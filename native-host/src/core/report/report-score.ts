// The result of a score as the contract states it: what was heard against what was asked. Pure; measures nothing itself.
import type { Composition, ScoreRequest, ScoreResult, ScoreWarning, ScoredCue } from '@framescore/contract';
import { measureTempo } from '../beats/decode-beats.js';
import type { CueReport, Plan } from '../plan/plan.js';
import type { StyleChoice } from '../style/choose-style.js';
import type { HeardSync } from '../sync/judge-sync.js';

/** What the tracker heard in the finished audio. */
export type HeardMusic = {
  beatsSeconds: number[];
  downbeatsSeconds: number[];
  tempoBpm: number;
  sync: HeardSync;
};

export type ReportInput = {
  request: ScoreRequest;
  source: { frameRate: { numerator: number; denominator: number } };
  style: StyleChoice;
  plan: Plan;
  music: {
    sampleCount: number;
    loudnessLufs: number;
    truePeakDbtp: number;
    gainDb: number;
    tokens: number[][];
    warnings: string[];
  };
  heard: HeardMusic;
  bundle: ScoreResult['bundle'];
  /** Rows of the tokens in a second; null where a row is a step of the plan. */
  tokenRateHz: number | null;
  takeNumber: number;
};

/** A beat and a cut this near are heard as one; the usual tolerance of beat tracking (mir_eval). */
export const HIT_SECONDS = 0.07;
const SAMPLE_RATE_HZ = 48_000;

export function reportScore(input: ReportInput): ScoreResult {
  const { request, style, plan, music, heard } = input;
  const cues = plan.cueReport.map((entry) => scoredCue(entry, heard.beatsSeconds, input.source.frameRate));
  const { sampleCount } = music;
  return {
    schemaVersion: 1,
    bundle: input.bundle,
    request,
    audio: {
      path: 'score.wav',
      durationSeconds: sampleCount / SAMPLE_RATE_HZ,
      sampleCount,
      sampleRateHz: SAMPLE_RATE_HZ,
      channels: 2,
      loudnessLufs: rounded(music.loudnessLufs, 2),
      truePeakDbtp: rounded(music.truePeakDbtp, 2),
      stems: [],
      midiPath: null,
      previewPath: null,
    },
    style: style.id,
    styleScores: Object.fromEntries(
      Object.entries(style.scores).map(([id, score]) => [id, rounded(score, 4)]),
    ),
    tempoBpm: rounded(heard.tempoBpm, 2),
    plannedTempoBpm: rounded(plan.tempoBpm, 3),
    tempoMap: plan.tempoMap.map(({ timeSeconds, bpm }) => ({
      timeSeconds: rounded(timeSeconds, 4),
      bpm: rounded(bpm, 3),
    })),
    beats: heard.beatsSeconds.map((time) => rounded(time, 4)),
    downbeats: heard.downbeatsSeconds.map((time) => rounded(time, 4)),
    cues,
    sync: { ...heard.sync, reachableCount: plan.reachableCutCount },
    timings: {},
    tokens: music.tokens,
    composition: compositionOf(input),
    warnings: [...warningsOf(input, cues), ...music.warnings.map((detail) => ({ code: 'audio', detail }))],
  };
}

function compositionOf({ plan, music, takeNumber, tokenRateHz }: ReportInput): Composition {
  return {
    version: 1,
    takeNumber,
    ranges: [],
    gainDb: music.gainDb,
    barPhase: plan.barPhase,
    stepSeconds: Array.from(plan.steps.timesSeconds),
    accents: Array.from(plan.accents),
    energy: Array.from(plan.energy),
    sectionSteps: Array.from(plan.sectionSteps),
    endingStep: plan.endingStep,
    tokenRateHz,
  };
}

function scoredCue(
  { cue, achievable }: CueReport,
  beats: readonly number[],
  frameRate: { numerator: number; denominator: number },
): ScoredCue {
  const nearest = nearestTime(beats, cue.timeSeconds);
  const distanceSeconds = nearest === undefined ? null : nearest - cue.timeSeconds;
  return {
    timeSeconds: rounded(cue.timeSeconds, 4),
    kind: cue.kind,
    weight: rounded(cue.weight, 3),
    nearestBeatSeconds: nearest === undefined ? null : rounded(nearest, 4),
    distanceMs: distanceSeconds === null ? null : rounded(distanceSeconds * 1000, 1),
    distanceFrames:
      distanceSeconds === null
        ? null
        : rounded((distanceSeconds * frameRate.numerator) / frameRate.denominator, 2),
    reachable: achievable,
  };
}

/** The value of a sorted array that is nearest to `time`; undefined for an empty one. */
export function nearestTime(sorted: readonly number[], time: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < time) low = middle + 1;
    else high = middle;
  }
  const before = sorted[low - 1];
  const after = sorted[low];
  if (before === undefined || after === undefined) return before ?? after;
  return time - before <= after - time ? before : after;
}

function warningsOf(
  { request, style, plan, heard }: ReportInput,
  cues: readonly ScoredCue[],
): ScoreWarning[] {
  const warnings: ScoreWarning[] = [];
  if (style.unusualTempo) {
    const [low, high] = style.usualTempoBpm;
    const detail = `The tempo you asked for is outside the usual ${low}-${high} BPM of this style; it was obeyed.`;
    warnings.push({ code: 'tempo-unusual', detail });
  }
  if (heard.beatsSeconds.length === 0) {
    warnings.push({
      code: 'no-beats',
      detail: 'No beat could be heard in the music; the markers are those of the plan.',
    });
  }
  // Of a tempo that bends, the middle is heard, not the mean.
  const plannedBpm = measureTempo(Array.from(plan.beats)) || plan.tempoBpm;
  const away = Math.abs(heard.tempoBpm / plannedBpm - 1);
  if (heard.beatsSeconds.length > 8 && away > 0.02) {
    const detail = `The music was planned at ${plannedBpm.toFixed(1)} BPM but is heard at ${heard.tempoBpm.toFixed(1)}. Try another seed.`;
    warnings.push({ code: 'tempo-not-heard', detail });
  }
  if (request.controls.sync > 0) warnings.push(...missedCuts(cues));
  return warnings;
}

function missedCuts(cues: readonly ScoredCue[]): ScoreWarning[] {
  const missed = cues.filter(
    (cue) =>
      (cue.kind === 'cut' || cue.kind === 'clip-cut') &&
      Math.abs(cue.distanceMs ?? Infinity) > HIT_SECONDS * 1000,
  );
  return missed.map(({ timeSeconds, distanceMs, reachable }) => ({
    code: 'cut-not-aligned',
    atSeconds: timeSeconds,
    detail:
      `The cut is ${distanceMs === null ? 'without a beat' : `${Math.abs(distanceMs).toFixed(0)} ms from the nearest beat`}` +
      (reachable
        ? '; other cuts were given precedence.'
        : '; a beat there would miss other cuts. Try a wider tempo range.'),
  }));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
