// The score that stands on the timeline: tempo, style and why, how many cuts were hit and which not, and what the person should know.
import { secondsToTicks } from '@framescore/contract';
import { useState } from 'react';
import { stylesOf } from '../controls.js';
import type { PanelCommands } from '../panel-commands.js';
import type { RangeSummary } from '../ports.js';
import type { ScoreState } from '../score-state.js';
import { rangeSeconds, type TakeEntry } from '../score-view.js';
import { CueStrip, isMissed, marksOf } from './cue-strip.js';
import { MissedCuts } from './missed-cuts.js';
import { RemoveScore } from './remove-score.js';
import { ActionButton } from './spectrum.js';
import {
  autoStyleWords,
  lengthWords,
  soundWords,
  styleName,
  syncWords,
  tempoWords,
  warningWords,
} from './words.js';

/** Warnings shown before the person asks for all. */
const SHOWN_WARNINGS = 2;

type ResultProps = { entry: TakeEntry; range: RangeSummary; state: ScoreState; commands: PanelCommands };

export function ResultSection({ entry, range, state, commands }: ResultProps) {
  const { result } = entry.take;
  const seconds = rangeSeconds(entry.scoreRange);
  const styles = stylesOf(state.models);
  const timecodeAt = (atSeconds: number) =>
    range.timecodeAt(BigInt(entry.scoreRange.startTicks) + secondsToTicks(atSeconds));
  const missed = marksOf(result)
    .cuts.filter(isMissed)
    .map(({ timeSeconds, distanceMs }) => ({ timecode: timecodeAt(timeSeconds), offBeatMs: distanceMs }));
  const why = autoStyleWords(result, styles);
  return (
    <section className="section" aria-label="Score on the timeline">
      <div className="fold-head">
        <h2 className="fold-words strong">On the timeline</h2>
        {range.placed && (
          <RemoveScore
            key={range.placed.jobId}
            score={range.placed}
            timecodeAt={range.timecodeAt}
            commands={commands}
            isBusy={state.activity !== null}
          />
        )}
      </div>
      <p className="facts">
        {[tempoWords(result.tempoBpm), styleName(result.style, styles), lengthWords(seconds)].join(' · ')}
      </p>
      {why !== '' && <p className="quiet small">{why}</p>}
      <p className="quiet small">{soundWords(result)}</p>
      <p className="sync">{syncWords(result.sync)}</p>
      <CueStrip result={result} scoreRange={entry.scoreRange} range={range} />
      <MissedCuts cuts={missed} controls={state.controls} />
      <Warnings
        warnings={result.warnings.filter(({ code }) => code !== 'cut-not-aligned')}
        timecodeAt={timecodeAt}
      />
      <p className="quiet small">Set in and out inside the score to change only that part.</p>
    </section>
  );
}

type WarningsProps = {
  warnings: TakeEntry['take']['result']['warnings'];
  timecodeAt: (atSeconds: number) => string;
};

function Warnings({ warnings, timecodeAt }: WarningsProps) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? warnings : warnings.slice(0, SHOWN_WARNINGS);
  return (
    <>
      {shown.map((warning, index) => (
        <p key={index} className="warning">
          {warningWords(warning, timecodeAt)}
        </p>
      ))}
      {shown.length < warnings.length && (
        <ActionButton isQuiet onPress={() => setAll(true)}>
          Show all {warnings.length} notes
        </ActionButton>
      )}
    </>
  );
}
