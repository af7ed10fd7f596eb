// The cuts that no beat meets, by the timecodes of the sequence, and what can be tried here to meet more of them.
import { useState } from 'react';
import type { PanelControls } from '../controls.js';
import { ActionButton } from './spectrum.js';
import { missedAdvice } from './words.js';

/** Shown before the person asks for all. */
const SHOWN_CUTS = 4;

export type MissedCut = { timecode: string; offBeatMs: number | null };

export function MissedCuts({ cuts, controls }: { cuts: readonly MissedCut[]; controls: PanelControls }) {
  const [isAll, setAll] = useState(false);
  if (cuts.length === 0) return null;
  const shown = isAll ? cuts : cuts.slice(0, SHOWN_CUTS);
  return (
    <div className="missed-cuts">
      <p className="small">
        {cuts.length === 1 ? 'One cut is off the beat:' : `${cuts.length} cuts are off the beat:`}
      </p>
      <div className="row wrap">
        {shown.map(({ timecode, offBeatMs }) => (
          <span key={timecode} className="missed-cut small">
            {timecode}
            {offBeatMs !== null && <span className="quiet"> {Math.round(Math.abs(offBeatMs))} ms</span>}
          </span>
        ))}
        {shown.length < cuts.length && (
          <ActionButton isQuiet onPress={() => setAll(true)}>
            Show all {cuts.length}
          </ActionButton>
        )}
      </div>
      <p className="quiet small">{missedAdvice(controls)}</p>
    </div>
  );
}
