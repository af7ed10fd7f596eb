// Cuts above, beats below, along the range: one look tells whether they meet. Plain divs: UXP's canvas cannot be relied on.
import type { ScoreTake, TickRange } from '@framescore/contract';
import type { RangeSummary } from '../ports.js';
import { rangeSeconds } from '../score-view.js';

type Result = ScoreTake['result'];
type Cut = Result['cues'][number];
/** More marks than this would merge at the narrowest width: then only downbeats are drawn. */
const MOST_MARKS = 90;
/** A cut counts as hit within this distance, as in the host's own sync score. */
const HIT_MS = 70;

/** What is drawn of a result. */
export function marksOf(result: Result): { cuts: Cut[]; beats: number[]; areBarsOnly: boolean } {
  const areBarsOnly = result.beats.length > MOST_MARKS;
  return {
    cuts: result.cues.filter(({ kind }) => kind === 'cut' || kind === 'clip-cut'),
    beats: areBarsOnly ? result.downbeats : result.beats,
    areBarsOnly,
  };
}

export function isMissed({ distanceMs }: Cut): boolean {
  return distanceMs === null || Math.abs(distanceMs) > HIT_MS;
}

type StripProps = { result: Result; scoreRange: TickRange; range: RangeSummary };

export function CueStrip({ result, scoreRange, range }: StripProps) {
  const { cuts, beats, areBarsOnly } = marksOf(result);
  const downbeats = new Set(result.downbeats);
  const seconds = rangeSeconds(scoreRange);
  const left = (atSeconds: number, untilSeconds?: number) => ({
    left: percentOf(atSeconds / seconds),
    ...(untilSeconds === undefined ? {} : { width: percentOf((untilSeconds - atSeconds) / seconds) }),
  });
  const marked = markedPart(range, scoreRange);
  const { cueCount, hitCount } = result.sync;
  return (
    <div>
      <div
        className="strip"
        role="img"
        aria-label={`${hitCount} of ${cueCount} cuts on the beat, ${result.beats.length} beats`}
      >
        {marked && <div className="strip-marked" style={left(...marked)}></div>}
        {cuts.map((cut) => (
          <div
            key={`cut-${cut.timeSeconds}`}
            className={isMissed(cut) ? 'strip-cut missed' : 'strip-cut hit'}
            style={left(cut.timeSeconds)}
          ></div>
        ))}
        {beats.map((beat) => (
          <div
            key={`beat-${beat}`}
            className={downbeats.has(beat) ? 'strip-beat downbeat' : 'strip-beat'}
            style={left(beat)}
          ></div>
        ))}
      </div>
      <Scale scoreRange={scoreRange} range={range} />
      <StripLegend hasMisses={hitCount < cueCount} areBarsOnly={areBarsOnly} />
    </div>
  );
}

const percentOf = (share: number) => `${(share * 100).toFixed(2)}%`;

/** The range of the panel where it marks only a part of the score, seconds of the score. */
function markedPart({ range, rangeSource }: RangeSummary, scoreRange: TickRange): [number, number] | null {
  const at = (ticks: string) => rangeSeconds({ startTicks: scoreRange.startTicks, endTicks: ticks });
  const [from, until] = [
    Math.max(0, at(range.startTicks)),
    Math.min(at(scoreRange.endTicks), at(range.endTicks)),
  ];
  const isPart = rangeSource !== 'sequence' && from < until && until - from < at(scoreRange.endTicks);
  return isPart ? [from, until] : null;
}

/** Timecodes at both ends and in the middle. */
function Scale({ scoreRange: { startTicks, endTicks }, range: { timecodeAt } }: Omit<StripProps, 'result'>) {
  const [start, end] = [BigInt(startTicks), BigInt(endTicks)];
  return (
    <div className="strip-scale" aria-hidden="true">
      {[start, (start + end) / 2n, end].map((ticks) => (
        <span key={String(ticks)} className="quiet small">
          {timecodeAt(ticks)}
        </span>
      ))}
    </div>
  );
}

function StripLegend({ hasMisses, areBarsOnly }: { hasMisses: boolean; areBarsOnly: boolean }) {
  return (
    <div className="legend" aria-hidden="true">
      <Key look="hit" words="Cut on beat" />
      {hasMisses && <Key look="missed" words="Cut off beat" />}
      <Key look="downbeat" words={areBarsOnly ? 'Bar (beats are too close to draw)' : 'Bar'} />
    </div>
  );
}

function Key({ look, words }: { look: string; words: string }) {
  return (
    <span className="legend-key">
      <span className={`legend-mark ${look}`}></span>
      <span className="quiet small">{words}</span>
    </span>
  );
}
