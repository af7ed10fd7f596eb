// The commands around the host and the machine: pairing, starting it, copying, diagnostics.
import type { PanelPorts } from './ports.js';
import { toProblem, type CommandRunner } from './run-command.js';
import type { ScoreStore } from './score-store.js';

/** What is typed in a checkout to start the host; a host folder has a launcher. */
export const SERVE_COMMAND = 'npx framescore serve';

export function connectionCommands(
  store: ScoreStore,
  { host, timeline, platform }: PanelPorts,
  runCommand: CommandRunner['runCommand'],
) {
  const { dispatch } = store;
  const give = (notice: string) => dispatch({ type: 'notice-given', notice });
  const copy = async (text: string, what: string) => {
    await platform.copyText(text);
    give(`${what} copied.`);
  };
  let isStarting = false;
  /** Beside whatever runs: a job that lost its host waits for just this. */
  const startHost = (isAnother: boolean) => {
    if (isStarting) return;
    isStarting = true;
    platform
      .startHost(isAnother)
      .then((isStarted) => isStarted && give('The score host is starting.'))
      .catch((error: unknown) => {
        const problem = toProblem(error, 'start-host');
        if (store.getState().activity) give(problem.detail);
        else dispatch({ type: 'problem-met', problem });
      })
      .finally(() => (isStarting = false));
  };
  return {
    requestCode: () =>
      runCommand('request-code', async ({ signal }) => {
        await host.request('pair-start', {}, signal);
        dispatch({ type: 'code-shown' });
      }),
    pair: (code: string) => runCommand('pair', ({ signal }) => host.pair(code, signal)),
    startHost: () => startHost(false),
    startAnotherHost: () => startHost(true),
    copyServeCommand: () => runCommand('copy', () => copy(SERVE_COMMAND, 'The command is')),
    copyProblem: () => {
      const { problem, connection } = store.getState();
      runCommand('copy', () => copy(JSON.stringify({ problem, connection }, null, 2), 'The details are'));
    },
    /**
     * Answers the open questions about Premiere and gives the report to the person: on the clipboard, which always works, and as a
     * file where it is asked for (the Save dialog may open behind the panels, PS-57708).
     */
    runProbes: () =>
      runCommand('run-probes', async ({ signal }) => {
        const report = await timeline.runProbes(signal);
        dispatch({ type: 'diagnostics-made', report });
        await copy(report, 'The diagnostics are');
      }),
    saveDiagnostics: () => {
      const { diagnostics } = store.getState();
      if (diagnostics === null) return;
      runCommand('copy', async () => {
        if (await platform.saveText('framescore-diagnostics.json', diagnostics))
          give('The diagnostics are saved.');
        else give('The diagnostics are not saved.');
      });
    },
    closeDiagnostics: () => dispatch({ type: 'diagnostics-made', report: null }),
  };
}
