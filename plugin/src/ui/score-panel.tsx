// The panel at work: range, the score that stands there, its takes and markers, the controls; the button stays in sight below.
import { placedTake } from '../score-view.js';
import { ActionBar } from './action-bar.js';
import { ControlsSection } from './controls-section.js';
import { MarkerSection } from './marker-section.js';
import { Notice } from './notice.js';
import { ProblemBanner } from './problem-banner.js';
import { RangeCard } from './range-card.js';
import { RemoveScore } from './remove-score.js';
import { ResultSection } from './result-section.js';
import type { ScreenProps } from './screen-props.js';
import { TakesSection } from './takes-section.js';

export function ScorePanel(props: ScreenProps) {
  const { state, commands } = props;
  const { range, placementWarnings, activity } = state;
  const entry = placedTake(state);
  return (
    <div className="screen">
      <div className="scroller">
        <ProblemBanner {...props} />
        <Notice state={state} commands={commands} />
        {placementWarnings.map((words) => (
          <p key={words} className="warning">
            {words}
          </p>
        ))}
        {range && <RangeCard range={range} />}
        {range && entry && <ResultSection entry={entry} range={range} state={state} commands={commands} />}
        {/* A score that this host did not make can be taken away all the same. */}
        {range?.placed && !entry && (
          <RemoveScore
            key={range.placed.jobId}
            score={range.placed}
            timecodeAt={range.timecodeAt}
            commands={commands}
            isBusy={activity !== null}
          />
        )}
        <TakesSection state={state} commands={commands} />
        <MarkerSection state={state} commands={commands} />
        <ControlsSection state={state} onChange={commands.changeControls} />
      </div>
      <ActionBar {...props} />
    </div>
  );
}
