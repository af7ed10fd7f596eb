// Taking the score off the timeline, asked once more before it is done.
import { useState } from 'react';
import type { PanelCommands } from '../panel-commands.js';
import { ActionButton } from './spectrum.js';

export function RemoveScore({ commands, isBusy }: { commands: PanelCommands; isBusy: boolean }) {
  const [isAsked, setAsked] = useState(false);
  const remove = () => {
    setAsked(false);
    commands.removeScore();
  };
  if (!isAsked) {
    return (
      <ActionButton isQuiet isAsleep={isBusy} onPress={() => setAsked(true)}>
        Remove score…
      </ActionButton>
    );
  }
  return (
    <div>
      <p className="quiet small">Its clips and markers go; its takes stay in this list.</p>
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
