// The result of a score of which a range was composed anew: reported as any score, with its history. Pure.
import type { ScoreResult } from '@framescore/contract';
import type { MusicLevels } from '../audio/limit-levels.js';
import type { Plan } from '../plan/plan.js';
import type { StyleChoice } from '../style/choose-style.js';
import { reportScore, type HeardMusic } from './report-score.js';

export type VersionInput = {
  base: ScoreResult;
  request: { rangeSeconds: readonly [number, number]; controls: { intensity: number; seed: number } };
  source: { frameRate: { numerator: number; denominator: number } };
  style: StyleChoice;
  plan: Plan;
  sampleCount: number;
  tokens: number[][];
  heard: HeardMusic;
  levels: MusicLevels;
  version: number;
};

/** Warnings about the music, which are judged anew; all others are about the picture and still hold. */
const MUSIC_WARNINGS = ['cut-not-aligned', 'no-beats', 'tempo-not-heard', 'tempo-unusual', 'audio'];

export function reportVersion(input: VersionInput): ScoreResult {
  const { base, request, source, style, plan, sampleCount, tokens, heard, levels, version } = input;
  const { gainDb, takeNumber, ranges, tokenRateHz } = base.composition;
  const music = { sampleCount, tokens, gainDb, ...levels, warnings: [] };
  const report = reportScore({
    request: base.request,
    source,
    style,
    plan,
    music,
    heard,
    bundle: base.bundle,
    tokenRateHz,
    takeNumber,
  });
  const [startSeconds, endSeconds] = request.rangeSeconds;
  const stillTrue = base.warnings.filter(({ code }) => !MUSIC_WARNINGS.includes(code));
  return {
    ...report,
    styleScores: base.styleScores,
    composition: {
      ...report.composition,
      version,
      ranges: [...ranges, { startSeconds, endSeconds, ...request.controls }],
    },
    warnings: [...stillTrue, ...report.warnings],
  };
}
