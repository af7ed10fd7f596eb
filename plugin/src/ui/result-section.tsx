// The score that stands on the timeline: tempo, style, how many cuts were hit, where, and what the person should know.
import { stylesOf } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { rangeSeconds, type TakeEntry } from '../score-view.js';
import { CueStrip } from './cue-strip.js';
import { lengthWords, modelWords, styleName, syncWords, tempoWords, warningWords } from './words.js';

/** Warnings shown before "and n more". */
const SHOWN_WARNINGS = 3;

export function ResultSection({ entry, state }: { entry: TakeEntry; state: ScoreState }) {
  const { result } = entry.take;
  const seconds = rangeSeconds(entry.scoreRange);
  const facts = [
    tempoWords(result.tempoBpm),
    styleName(result.style, stylesOf(state.models)),
    lengthWords(seconds),
  ];
  const rest = result.warnings.length - SHOWN_WARNINGS;
  return (
    <section className="section" aria-label="Score on the timeline">
      <h2 className="heading">On the timeline</h2>
      <p className="facts">{facts.join(' · ')}</p>
      <p className="quiet small">{modelWords(result.bundle)}</p>
      <p className="sync">{syncWords(result.sync)}</p>
      <CueStrip result={result} seconds={seconds} />
      {result.warnings.slice(0, SHOWN_WARNINGS).map((warning, index) => (
        <p key={index} className="warning">
          {warningWords(warning)}
        </p>
      ))}
      {rest > 0 && <p className="quiet small">and {rest} more in the result file</p>}
    </section>
  );
}
