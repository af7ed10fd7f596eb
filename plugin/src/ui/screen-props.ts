// What each screen is given. Types only.
import type { PanelCommands } from '../panel-commands.js';
import type { HostWays } from '../ports.js';
import type { ScoreState } from '../score-state.js';

export type ScreenProps = {
  state: ScoreState;
  commands: PanelCommands;
  hostWays: HostWays;
};
