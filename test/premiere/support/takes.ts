// Takes as the host would send them, for placing on a fake timeline. The WAV is put on the fake's disk.
import type { ScoreTake, TickRange } from '@framescore/contract';
import type { MarkerChoice, Placement } from '../../../plugin/src/ports.js';
import { type FakePremiere, TICKS_PER_SECOND } from '../fake/index.js';

export const ALL_BEATS: MarkerChoice = { isOn: true, everyNth: 1, areDownbeatsColoured: false };

export type TakeOptions = {
  jobId?: string;
  take?: number;
  version?: number;
  /** Range of the whole score. */
  score: { start: bigint; end: bigint };
  /** The regenerated range; absent: the whole. */
  part?: { start: bigint; end: bigint };
  beatSeconds?: number;
  markers?: MarkerChoice;
  settings?: string;
  /** Added to the length of the WAV. */
  extraTicks?: bigint;
};

function range({ start, end }: { start: bigint; end: bigint }): TickRange {
  return { startTicks: start.toString(), endTicks: end.toString() };
}

function wav(fake: FakePremiere, path: string, lengthTicks: bigint): string {
  const media = {
    kind: 'audio' as const,
    hasVideo: false,
    audioStreamCount: 1,
    durationTicks: lengthTicks,
    framesPerSecond: 0,
  };
  fake.world.disk.addMedia(path, media);
  return path;
}

/** Beats every `beatSeconds` over the whole score, a downbeat each fourth. */
export function placementOf(fake: FakePremiere, sequenceGuid: string, options: TakeOptions): Placement {
  const { score, part, version = 1, take = 1, jobId = 'job-1' } = options;
  const seconds = Number(score.end - score.start) / Number(TICKS_PER_SECOND);
  const step = options.beatSeconds ?? 0.5;
  const beats = Array.from({ length: Math.ceil(seconds / step - 1e-9) }, (_, index) => index * step);
  const stem = `/music/score-${jobId}-t${take}-v${version}`;
  const extra = options.extraTicks ?? 0n;
  const scoreTake = {
    take,
    version,
    wavPath: wav(fake, `${stem}.wav`, score.end - score.start + extra),
    rangeWavPath: part ? wav(fake, `${stem}-range.wav`, part.end - part.start + extra) : null,
    range: range(part ?? score),
    similarity: null,
    result: { beats, downbeats: beats.filter((_, index) => index % 4 === 0) },
  };
  return {
    sequenceGuid,
    jobId,
    take: scoreTake as unknown as ScoreTake,
    scoreRange: range(score),
    markers: options.markers ?? ALL_BEATS,
    settings: options.settings ?? '{"style":"auto"}',
  };
}
