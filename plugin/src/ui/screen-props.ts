// What each screen is given. Types only.
import type { PanelCommands } from '../panel-commands.js';
import type { ScoreState } from '../score-state.js';

export type ScreenProps = {
  state: ScoreState;
  commands: PanelCommands;
  /** Whether this build may start the score host. */
  canStartHost: boolean;
};
