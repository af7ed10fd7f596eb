// The buttons that make or remove music, always in sight; while music is made, its progress and Cancel in their place.
import type { PanelCommands } from '../panel-commands.js';
import type { Activity, ScoreState } from '../score-state.js';
import { canRegenerate } from '../score-view.js';
import { ProgressBar } from './native-widgets.js';
import { Button } from './spectrum.js';
import { activityWords, replacedWords, timeLeftWords } from './words.js';

type BarProps = { state: ScoreState; commands: PanelCommands };

export function ActionBar({ state, commands }: BarProps) {
  const { activity } = state;
  return (
    <div className="action-bar">
      {activity ? (
        <ProgressView
          activity={activity}
          isAway={state.connection.state !== 'ready'}
          onCancel={commands.cancel}
        />
      ) : (
        <ScoreButtons state={state} commands={commands} />
      )}
    </div>
  );
}

function ScoreButtons({ state, commands }: BarProps) {
  const isReady = state.connection.state === 'ready';
  const hasScore = (state.range?.placed ?? null) !== null;
  const isRangeInside = canRegenerate(state);
  const replaced = replacedWords(state.range);
  return (
    <>
      <Button
        look={isRangeInside ? 'secondary' : 'primary'}
        onPress={commands.generate}
        isDisabled={!isReady}
      >
        {replaced === '' ? 'Generate score' : 'Replace score'}
      </Button>
      {hasScore && (
        <Button
          look={isRangeInside ? 'primary' : 'secondary'}
          onPress={commands.regenerate}
          isDisabled={!isReady || !isRangeInside}
        >
          Regenerate selected range
        </Button>
      )}
      {replaced !== '' && <p className="quiet small hint">{replaced}</p>}
      {hasScore && !isRangeInside && (
        <p className="quiet small hint">Set in and out inside the score to change only that part.</p>
      )}
    </>
  );
}

type ProgressProps = { activity: Activity; isAway: boolean; onCancel: () => void };

function ProgressView({ activity, isAway, onCancel }: ProgressProps) {
  const { progress, isCancelling } = activity;
  const words = activityWords(activity);
  const isComposing = progress?.step === 'composing';
  const fraction = isComposing ? progress.fraction : 0;
  return (
    <div className="progress" role="group" aria-label="Progress">
      <div className="field-head">
        <span className="progress-words" role="status" aria-live="polite">
          {words}…
        </span>
        {isComposing && <span className="field-value">{Math.round(fraction * 100)} %</span>}
      </div>
      <ProgressBar label={words} fraction={fraction} />
      <p className="quiet small hint">{hintWords(progress, isAway)}</p>
      <Button onPress={onCancel} isDisabled={isCancelling}>
        {isCancelling ? 'Cancelling…' : 'Cancel'}
      </Button>
    </div>
  );
}

function hintWords(progress: Activity['progress'], isAway: boolean): string {
  if (progress?.step === 'reading' || progress?.step === 'placing')
    return 'Please leave the timeline alone for a moment.';
  if (progress?.step === 'waiting-for-host' && isAway) {
    return 'The host is gone. Start it again: the score goes on, or you are told why it cannot.';
  }
  return timeLeftWords(progress) || 'You can keep editing.';
}
