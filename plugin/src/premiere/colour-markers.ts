// Colours of our downbeats: only possible on markers that exist, hence a step of its own. Its failure is a warning, not a problem.
import { ScoreError } from '@framescore/contract';
import type { MarkerChoice } from '../ports.js';
import type { Landing } from './land-clip.js';
import { colourActions, openMarkers, ownMarkers, SCORE_TAG } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { commit } from './transact.js';

export async function colourDownbeats(
  context: PremiereContext,
  sequenceGuid: string,
  choice: MarkerChoice,
  signal: AbortSignal,
  tag: string = SCORE_TAG,
): Promise<Landing> {
  if (!choice.isOn || !choice.areDownbeatsColoured) return { steps: 0, warnings: [] };
  try {
    const { steps } = await commit(context, 'FrameScore: colour downbeats', signal, async () => {
      const { project, sequence } = await openSequence(context, sequenceGuid);
      const markers = ownMarkers(await openMarkers(context, sequence), tag, null);
      return { project, factories: colourActions(context, markers) };
    });
    return { steps, warnings: [] };
  } catch (error) {
    if (!(error instanceof ScoreError) || error.code === 'cancelled') throw error;
    return { steps: 0, warnings: [`The downbeats kept their colour. ${error.detail}`] };
  }
}
