// Cuts above, beats below, along the range: one look tells whether they meet. Plain divs: UXP's canvas cannot be relied on.
import type { ScoreTake } from '@framescore/contract';

type Result = ScoreTake['result'];
/** More marks than this would merge at the narrowest width: then only downbeats are drawn. */
const MOST_MARKS = 90;
/** A cut counts as hit within this distance, as in the host's own sync score. */
const HIT_MS = 70;

export function CueStrip({ result, seconds }: { result: Result; seconds: number }) {
  const cuts = result.cues.filter(({ kind }) => kind === 'cut' || kind === 'clip-cut');
  const downbeats = new Set(result.downbeats);
  const beats = result.beats.length <= MOST_MARKS ? result.beats : result.downbeats;
  const left = (atSeconds: number) => ({ left: `${((atSeconds / seconds) * 100).toFixed(2)}%` });
  const isHit = (distanceMs: number | null) => distanceMs !== null && Math.abs(distanceMs) <= HIT_MS;
  const { cueCount, hitCount } = result.sync;
  const label = `${hitCount} of ${cueCount} cuts on the beat, ${result.beats.length} beats`;
  return (
    <div>
      <div className="strip" role="img" aria-label={label}>
        {cuts.map(({ timeSeconds, distanceMs }) => (
          <div
            key={`cut-${timeSeconds}`}
            className={isHit(distanceMs) ? 'strip-cut hit' : 'strip-cut missed'}
            style={left(timeSeconds)}
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
      <StripLegend hasMisses={hitCount < cueCount} />
    </div>
  );
}

function StripLegend({ hasMisses }: { hasMisses: boolean }) {
  return (
    <div className="legend" aria-hidden="true">
      <Key look="hit" words="Cut on beat" />
      {hasMisses && <Key look="missed" words="Cut off beat" />}
      <Key look="downbeat" words="Bar" />
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
