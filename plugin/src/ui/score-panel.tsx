// The panel at work: range, controls, the score that stands there, its takes and markers; the buttons stay in sight below.
import { placedTake } from '../score-view.js';
import { ActionBar } from './action-bar.js';
import { ControlsSection } from './controls-section.js';
import { MarkerSection } from './marker-section.js';
import { Notice } from './notice.js';
import { ProblemBanner } from './problem-banner.js';
import { RangeCard } from './range-card.js';
import { ResultSection } from './result-section.js';
import type { ScreenProps } from './screen-props.js';
import { TakesSection } from './takes-section.js';

export function ScorePanel({ state, commands }: ScreenProps) {
  const { range, problem, controls, notice, placementWarnings } = state;
  const placed = placedTake(state);
  return (
    <div className="screen">
      <div className="scroller">
        <ProblemBanner problem={problem} commands={commands} controls={controls} />
        <Notice text={notice} />
        {placementWarnings.map((words) => (
          <p key={words} className="warning">
            {words}
          </p>
        ))}
        {range && <RangeCard range={range} />}
        {placed && <ResultSection entry={placed} state={state} />}
        <ControlsSection state={state} onChange={commands.changeControls} />
        <TakesSection state={state} onSwitch={commands.switchTake} />
        <MarkerSection state={state} commands={commands} />
      </div>
      <ActionBar state={state} commands={commands} />
    </div>
  );
}
