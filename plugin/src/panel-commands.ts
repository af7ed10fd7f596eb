// What each button of the panel does: the use cases with the choices of the state. Each returns at once and never throws.
import { connectionCommands } from './connection-commands.js';
import type { PanelControls } from './controls.js';
import type { PanelPorts } from './ports.js';
import { createCommandRunner } from './run-command.js';
import { scoreCommands } from './score-commands.js';
import type { CommandName } from './score-state.js';
import type { ScoreStore } from './score-store.js';
import { timelineCommands } from './timeline-commands.js';

export type PanelCommands = ReturnType<typeof createPanelCommands>;

export function createPanelCommands(store: ScoreStore, ports: PanelPorts) {
  const { runCommand, cancel } = createCommandRunner(store.dispatch);
  const commands = {
    ...scoreCommands(store, ports, runCommand),
    ...timelineCommands(store, ports, runCommand),
    ...connectionCommands(store, ports, runCommand),
    cancel,
    changeControls: (controls: PanelControls) => store.dispatch({ type: 'controls-changed', controls }),
    dismissProblem: () => store.dispatch({ type: 'problem-dismissed' }),
  };
  const placeOr = (command: CommandName, compose: () => void) => () => {
    if (!commands.placeAgain(command)) compose();
  };
  /** Repeats what failed, as far as it needs nothing else from the person. */
  const repeats: Partial<Record<CommandName, () => void>> = {
    generate: placeOr('generate', commands.generate),
    resume: placeOr('resume', commands.generate),
    regenerate: placeOr('regenerate', commands.regenerate),
    'switch-take': commands.switchAgain,
    'change-markers': () => commands.chooseMarkers(store.getState().markers),
    'mark-beats': commands.markBeats,
    'remove-score': commands.removeAgain,
    'request-code': commands.requestCode,
    pair: commands.requestCode,
    'start-host': commands.startHost,
    'run-probes': commands.runProbes,
  };
  const retry = (command: CommandName) => (repeats[command] ?? commands.dismissProblem)();
  return { ...commands, retry };
}
