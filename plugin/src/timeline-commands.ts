// The commands that change the timeline and compose nothing: takes, markers, removal.
import type { ScoreTake } from '@framescore/contract';
import { changeMarkers } from './change-markers.js';
import { writeSettings } from './controls.js';
import { markBeats } from './mark-beats.js';
import type { MarkerChoice, PanelPorts } from './ports.js';
import { removeScore } from './remove-score.js';
import type { CommandRunner } from './run-command.js';
import type { ScoreStore } from './score-store.js';
import { listTakes, placedTake } from './score-view.js';
import { switchTake } from './switch-take.js';

export function timelineCommands(
  store: ScoreStore,
  ports: PanelPorts,
  runCommand: CommandRunner['runCommand'],
) {
  const { dispatch, getState } = store;
  const last: Partial<Record<'switchTake' | 'removeScore', () => void>> = {};
  const commands = {
    /** The last press of these two once more. */
    switchAgain: () => last.switchTake?.(),
    removeAgain: () => last.removeScore?.(),
    /** `mayReplace`: jobs of the other scores that may lose music to it; the panel asks about any more. */
    switchTake: (jobId: string, take: number, version: number, mayReplace: string[] = []) => {
      last.switchTake = () => commands.switchTake(jobId, take, version, mayReplace);
      runCommand('switch-take', async (run) => {
        const { range, jobs, markers } = getState();
        const isAsked = (each: ScoreTake) => each.take === take && each.version === version;
        const entry = listTakes(jobs, []).find((each) => each.jobId === jobId && isAsked(each.take));
        if (!range || !entry) return;
        const settings = writeSettings(entry.take.result.request.controls);
        const { sequenceGuid } = range;
        const choice = { sequenceGuid, entry, markers, settings, mayReplace };
        const { report, replaced } = await switchTake(choice, ports, run);
        if (report) dispatch({ type: 'score-placed', sequenceGuid, report });
        else dispatch({ type: 'take-questioned', question: { jobId, take, version, replaced } });
      });
    },
    keepScores: () => dispatch({ type: 'take-questioned', question: null }),
    chooseMarkers: (markers: MarkerChoice) => {
      dispatch({ type: 'markers-chosen', markers });
      const { range } = getState();
      const entry = placedTake(getState());
      if (!range || !entry) return;
      runCommand('change-markers', async (run) => {
        const { sequenceGuid } = range;
        const report = await changeMarkers({ sequenceGuid, entry, markers }, ports, run);
        dispatch({ type: 'score-placed', sequenceGuid, report });
      });
    },
    markBeats: () =>
      runCommand('mark-beats', async (run) => {
        const { name, markerCount } = await markBeats(getState().markers, ports, run);
        dispatch({ type: 'notice-given', notice: `${markerCount} markers stand on the beats of “${name}”.` });
      }),
    removeScore: (jobId: string) => {
      last.removeScore = () => commands.removeScore(jobId);
      runCommand('remove-score', async (run) => {
        const { range } = getState();
        if (!range?.scores.some((score) => score.jobId === jobId)) return;
        const { sequenceGuid } = range;
        const scores = await removeScore({ sequenceGuid, jobId }, ports, run);
        dispatch({ type: 'score-removed', sequenceGuid, scores });
        dispatch({
          type: 'notice-given',
          notice: 'The score is off the timeline. Its takes are still here.',
        });
      });
    },
  };
  return commands;
}
