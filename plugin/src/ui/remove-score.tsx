// Taking a score off the timeline, asked once more before it is done. To be keyed by the score: the question is about that one.
import { useState } from 'react';
import type { PanelCommands } from '../panel-commands.js';
import type { PlacedScore, RangeSummary } from '../ports.js';
import { ActionButton } from './spectrum.js';

type RemoveProps = {
  score: PlacedScore;
  timecodeAt: RangeSummary['timecodeAt'];
  commands: PanelCommands;
  isBusy: boolean;
};

export function RemoveScore({ score, timecodeAt, commands, isBusy }: RemoveProps) {
  const [isAsked, setAsked] = useState(false);
  const remove = () => {
    setAsked(false);
    commands.removeScore(score.jobId);
  };
  if (!isAsked) {
    return (
      <ActionButton isQuiet isAsleep={isBusy} onPress={() => setAsked(true)}>
        Remove score…
      </ActionButton>
    );
  }
  const shown = (ticks: string) => timecodeAt(BigInt(ticks));
  const spans = score.parts.map(({ startTicks, endTicks }) => `${shown(startTicks)}–${shown(endTicks)}`);
  return (
    <div>
      <p className="quiet small">
        The clips and markers of the score at {spans.join(' and ')} go; its takes stay in this list.
      </p>
      <div className="row">
        <ActionButton isAsleep={isBusy} onPress={remove}>
          Remove score
        </ActionButton>
        <ActionButton isQuiet onPress={() => setAsked(false)}>
          Keep it
        </ActionButton>
      </div>
    </div>
  );
}
