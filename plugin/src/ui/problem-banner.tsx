// A problem in plain words, with what the host said in small print and one thing to do.
import type { PanelControls } from '../controls.js';
import type { PanelCommands } from '../panel-commands.js';
import type { PanelProblem } from '../score-state.js';
import { ACTION_LABELS, PROBLEM_WORDS, type ProblemAction } from './problem-words.js';
import type { ScreenProps } from './screen-props.js';
import { ActionButton } from './spectrum.js';
import { StartHostButton } from './start-host.js';

export function ProblemBanner({ state: { problem, controls }, commands, hostWays }: ScreenProps) {
  if (!problem) return null;
  const { message, action } = PROBLEM_WORDS[problem.code];
  const isHostMissing = problem.code === 'host-unreachable';
  return (
    <div className="problem" role="alert">
      <p className="problem-message">{message}</p>
      {problem.detail !== '' && <p className="small">{problem.detail}</p>}
      {isHostMissing && <StartHostButton commands={commands} hostWays={hostWays} />}
      <div className="row">
        <ActionButton onPress={() => solve(action, problem, commands, controls)}>
          {ACTION_LABELS[action]}
        </ActionButton>
        {action !== 'dismiss' && (
          <ActionButton isQuiet onPress={commands.dismissProblem}>
            Close
          </ActionButton>
        )}
      </div>
    </div>
  );
}

function solve(
  action: ProblemAction,
  problem: PanelProblem,
  commands: PanelCommands,
  controls: PanelControls,
): void {
  const withControls = (changed: Partial<PanelControls>) => {
    commands.changeControls({ ...controls, ...changed });
    commands.retry(problem.command);
  };
  const steps: Record<ProblemAction, () => void> = {
    retry: () => commands.retry(problem.command),
    dismiss: commands.dismissProblem,
    'copy-details': commands.copyProblem,
    'copy-serve-command': commands.copyServeCommand,
    'choose-auto-style': () => withControls({ style: 'auto' }),
    'choose-auto-tempo': () => withControls({ tempo: { ...controls.tempo, isAuto: true } }),
    'choose-one-take': () => withControls({ takeCount: 1 }),
    'request-code': commands.requestCode,
  };
  steps[action]();
}
