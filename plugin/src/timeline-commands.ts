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
  return {
    switchTake: (jobId: string, take: number, version: number) =>
      runCommand('switch-take', async (run) => {
        const { range, jobs, markers } = getState();
        const isAsked = (each: ScoreTake) => each.take === take && each.version === version;
        const entry = listTakes(jobs, []).find((each) => each.jobId === jobId && isAsked(each.take));
        if (!range || !entry) return;
        const settings = writeSettings(entry.take.result.request.controls);
        const { sequenceGuid } = range;
        const report = await switchTake({ sequenceGuid, entry, markers, settings }, ports, run);
        dispatch({ type: 'score-placed', sequenceGuid, report });
      }),
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
    removeScore: () =>
      runCommand('remove-score', async (run) => {
        const { range } = getState();
        if (!range?.placed) return;
        const { sequenceGuid, placed } = range;
        const scores = await removeScore({ sequenceGuid, jobId: placed.jobId }, ports, run);
        dispatch({ type: 'score-removed', sequenceGuid, scores });
        dispatch({
          type: 'notice-given',
          notice: 'The score is off the timeline. Its takes are still here.',
        });
      }),
  };
}
