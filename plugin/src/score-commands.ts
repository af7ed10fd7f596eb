// The commands that have music made: generate, regenerate, and a job found running after the panel was reloaded.
import { toScoreControls, writeSettings } from './controls.js';
import {
  generateScore,
  placeJob,
  placeWhenDone,
  type DoneJob,
  type GeneratedScore,
} from './generate-score.js';
import type { PanelPorts } from './ports.js';
import { regenerateRange } from './regenerate-range.js';
import type { CommandRunner } from './run-command.js';
import type { CommandName, ScoreState } from './score-state.js';
import type { ScoreStore } from './score-store.js';

export function scoreCommands(store: ScoreStore, ports: PanelPorts, runCommand: CommandRunner['runCommand']) {
  const { dispatch, getState } = store;
  const markers = () => getState().markers;
  /** Music that is made and does not stand on the timeline. */
  let unplaced: DoneJob | null = null;
  const onDone = (done: DoneJob) => {
    unplaced = done;
    dispatch({ type: 'job-changed', job: done.job });
  };
  const placing = { markers, onDone };
  /** Remembers the score at once; the next look at the timeline and the host confirms it. */
  const show = ({ job, report }: GeneratedScore) => {
    unplaced = null;
    dispatch({ type: 'score-placed', sequenceGuid: job.sequenceGuid, report });
    const isElsewhere = getState().range?.sequenceGuid !== job.sequenceGuid;
    const where = isElsewhere ? ` in the sequence “${job.sequenceName}”` : '';
    dispatch({
      type: 'notice-given',
      notice: `The score is on the timeline${where}. ${undoWords(report.undoSteps)}`,
    });
  };
  return {
    generate: () =>
      runCommand('generate', async (run) => {
        unplaced = null;
        const { controls } = getState();
        const seed = chooseSeed(getState(), ports.platform.drawSeed);
        dispatch({ type: 'controls-changed', controls: { ...controls, seed } });
        const { takeCount, asRendered } = controls;
        const choices = { controls: toScoreControls(controls, seed), takeCount, asRendered, ...placing };
        show(await generateScore(choices, ports, run));
      }),
    regenerate: () =>
      runCommand('regenerate', async (run) => {
        unplaced = null;
        const { controls } = getState();
        const { intensity } = controls;
        show(await regenerateRange({ intensity, seed: ports.platform.drawSeed(), ...placing }, ports, run));
      }),
    resume: (jobId: string) =>
      runCommand('resume', async (run) => {
        unplaced = null;
        show(await placeWhenDone(jobId, placing, ports, run));
      }),
    /** Places what is made already; false when the command failed before there was anything to place. */
    placeAgain: (command: CommandName): boolean => {
      const done = unplaced;
      if (!done) return false;
      runCommand(command, async (run) => show(await placeJob(done, markers, ports, run)));
      return true;
    },
  };
}

/** The seed stays while controls change, so that only the change is heard; the same wish again draws another piece. */
function chooseSeed({ controls, range }: ScoreState, drawSeed: () => number): number {
  if (controls.seed === null) return drawSeed();
  const wish = writeSettings(toScoreControls(controls, controls.seed));
  return range?.placed?.settings === wish ? drawSeed() : controls.seed;
}

function undoWords(undoSteps: number): string {
  return undoSteps === 1 ? 'One undo takes it back.' : `${undoSteps} undos take it back.`;
}
