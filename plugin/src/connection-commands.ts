// The commands around the host and the machine: pairing, starting it, copying, diagnostics.
import type { PanelPorts } from './ports.js';
import type { CommandRunner } from './run-command.js';
import type { ScoreStore } from './score-store.js';

/** What is typed in a terminal to start the host. */
export const SERVE_COMMAND = 'framescore serve';

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
  return {
    requestCode: () =>
      runCommand('request-code', async ({ signal }) => {
        await host.request('pair-start', {}, signal);
        dispatch({ type: 'code-shown' });
      }),
    pair: (code: string) => runCommand('pair', ({ signal }) => host.pair(code, signal)),
    startHost: () =>
      runCommand('start-host', async () => {
        if (await platform.startHost()) give('The score host is starting.');
      }),
    copyServeCommand: () => runCommand('copy', () => copy(SERVE_COMMAND, 'The command is')),
    copyProblem: () => {
      const { problem, connection } = store.getState();
      runCommand('copy', () => copy(JSON.stringify({ problem, connection }, null, 2), 'The details are'));
    },
    /** Answers the open questions about Premiere and gives the report to the person, as a file or on the clipboard. */
    runProbes: () =>
      runCommand('run-probes', async ({ signal }) => {
        const report = await timeline.runProbes(signal);
        if (await platform.saveText('framescore-diagnostics.json', report))
          give('The diagnostics are saved.');
        else await copy(report, 'The diagnostics are');
      }),
  };
}
