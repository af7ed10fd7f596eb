// The button that makes or replaces music, always in sight; while music is made, its progress and Cancel in its place.
import { useEffect, useRef, type RefObject } from 'react';
import { areChanged } from '../controls.js';
import type { Activity, ScoreState } from '../score-state.js';
import { canRegenerate, isEmpty } from '../score-view.js';
import { ProgressBar } from './native-widgets.js';
import type { ScreenProps } from './screen-props.js';
import { Button } from './spectrum.js';
import { StartHostButton } from './start-host.js';
import { activityWords, expectedWords, replacedWords, timeLeftWords } from './words.js';

export function ActionBar(props: ScreenProps) {
  const bar = useFocusKept(props.state.activity !== null);
  return (
    <div className="action-bar" ref={bar}>
      {props.state.activity ? (
        <ProgressView {...props} activity={props.state.activity} />
      ) : (
        <ScoreButtons {...props} />
      )}
    </div>
  );
}

/** A press exchanges the buttons: where the focus was on one that goes, the first that comes has it next. */
function useFocusKept(isBusy: boolean): RefObject<HTMLDivElement | null> {
  const bar = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  // Asked while drawing: after it, the old button and its focus are gone. (The typings say that `contains` answers nothing.)
  const { activeElement } = document;
  hadFocus.current = Boolean(bar.current?.contains(activeElement) as unknown);
  useEffect(() => {
    if (!hadFocus.current) return undefined;
    // A moment later: a Spectrum button can have the focus only after its own first drawing.
    const timer = setTimeout(() => {
      const button = bar.current?.querySelector('.button') as { focus?(): void } | null | undefined;
      button?.focus?.();
    }, 0);
    return () => clearTimeout(timer);
  }, [isBusy]);
  return bar;
}

function ScoreButtons({ state, commands }: ScreenProps) {
  const { range, connection } = state;
  const isReady = connection.state === 'ready';
  const isNothing = !range || isEmpty(range);
  const isRangeInside = canRegenerate(state);
  return (
    <>
      <Button
        look={isRangeInside ? 'secondary' : 'primary'}
        onPress={commands.generate}
        isAsleep={!isReady || isNothing}
      >
        {replacedWords(range) === '' ? 'Generate score' : 'Replace score'}
      </Button>
      {isRangeInside && (
        <Button look="primary" onPress={commands.regenerate} isAsleep={!isReady}>
          Regenerate selected range
        </Button>
      )}
      <p className="quiet small hint">{readyWords(state)}</p>
    </>
  );
}

/** What a press would do, before it does. */
function readyWords(state: ScoreState): string {
  const { range, controls } = state;
  if (!range || isEmpty(range))
    return 'There is no clip in this range: set in and out around some, or add one.';
  const isChanged = range.placed !== null && areChanged(controls, range.placed.settings);
  const words = [replacedWords(range), isChanged ? 'The controls differ from it.' : '', expectedWords(state)];
  return words.filter((each) => each !== '').join(' ');
}

type ProgressProps = ScreenProps & { activity: Activity };

function ProgressView({ state, commands, hostWays, activity }: ProgressProps) {
  const { progress, isCancelling } = activity;
  const isAway = state.connection.state !== 'ready';
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
      {progress?.step === 'waiting-for-host' && isAway && (
        <StartHostButton commands={commands} hostWays={hostWays} />
      )}
      <Button onPress={commands.cancel} isAsleep={isCancelling}>
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
