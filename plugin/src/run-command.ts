// Every handler of the panel goes through here: one command at a time, a way to cancel it, and nothing thrown gets out
// (an uncaught exception can take Premiere down, premiere-facts R32).
import { ScoreError, isCancelled } from '@framescore/contract';
import { createCancelSource, type CancelSource } from './cancel-signal.js';
import type { PanelRun } from './ports.js';
import type { CommandName, PanelProblem, ScoreAction } from './score-state.js';

export type CommandRunner = {
  /** Does nothing while another command runs. */
  runCommand(command: CommandName, work: (run: PanelRun) => Promise<void>): void;
  cancel(): void;
};

export function createCommandRunner(dispatch: (action: ScoreAction) => void): CommandRunner {
  let running: CancelSource | null = null;
  return {
    runCommand(command, work) {
      if (running) return;
      const own = createCancelSource();
      running = own;
      const end = (last: ScoreAction) => {
        running = null;
        dispatch(last);
      };
      // What is still said after the end belongs to no command.
      const report: PanelRun['report'] = (progress) => {
        if (running === own) dispatch({ type: 'progressed', progress });
      };
      dispatch({ type: 'command-started', command });
      // Begun by a promise, so that work that throws at once ends like work that throws later.
      Promise.resolve()
        .then(() => work({ signal: own.signal, report }))
        .then(() => end({ type: 'command-ended' }))
        .catch((error: unknown) => end(endOf(error, command)));
    },
    cancel() {
      if (!running || running.signal.aborted) return;
      dispatch({ type: 'cancel-asked' });
      running.cancel();
    },
  };
}

function endOf(error: unknown, command: CommandName): ScoreAction {
  return isCancelled(error)
    ? { type: 'command-ended' }
    : { type: 'problem-met', problem: toProblem(error, command) };
}

export function toProblem(error: unknown, command: CommandName): PanelProblem {
  if (error instanceof ScoreError) {
    const { code, detail, cause } = error;
    return { code, detail, command, ...causeOf(cause) };
  }
  const what = error instanceof Error ? error.message : String(error);
  return { code: 'internal', detail: `The panel met a fault: ${what}`, command, ...causeOf(error) };
}

/** With the place in the program where there is one: that is what tells a fault of ours from any other. */
function causeOf(cause: unknown): { cause?: string } {
  if (cause instanceof Error) return { cause: cause.stack ?? cause.message };
  return typeof cause === 'string' ? { cause } : {};
}
