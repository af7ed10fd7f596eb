// Transitions by way of Final Cut Pro XML: the API tells only how many there are (1.6). Null when this build cannot export, or did not.
import type { Sequence } from '@adobe/premierepro';
import type { TimelineSequence } from '@framescore/contract';
import { readXmlVideoTracks, xmlTransitions } from './fcp-xml.js';
import type { PremiereContext } from './modules.js';
import { throwIfCancelled } from './problems.js';
import { deleteQuietly, freshName, pathIn, temporaryFolder, waitForFile } from './temporary-files.js';

const LONGEST_WAIT_MS = 10_000;

export async function readTransitions(
  context: PremiereContext,
  sequence: Sequence,
  ticksPerFrame: bigint,
  signal: AbortSignal,
): Promise<TimelineSequence['transitions']> {
  const text = await exportXml(context, sequence, signal);
  const tracks = text === null ? null : readXmlVideoTracks(text);
  if (!tracks) return null;
  return xmlTransitions(tracks)
    .map(({ trackIndex, startFrame, endFrame, name }) => ({
      trackIndex,
      startTicks: (BigInt(Math.round(startFrame)) * ticksPerFrame).toString(),
      endTicks: (BigInt(Math.round(endFrame)) * ticksPerFrame).toString(),
      name,
    }))
    .sort((a, b) => Number(BigInt(a.startTicks) - BigInt(b.startTicks)));
}

/** The sequence as xmeml; null where exporting is not possible (before 26.2) or fails. */
export async function exportXml(
  context: PremiereContext,
  sequence: Sequence,
  signal: AbortSignal,
): Promise<string | null> {
  const { ProjectConverter } = context.ppro;
  if (typeof ProjectConverter.exportAsFinalCutProXML !== 'function') return null;
  try {
    const folder = await temporaryFolder(context);
    const name = freshName('timeline', 'xml');
    const isDone = await ProjectConverter.exportAsFinalCutProXML(sequence, pathIn(folder, name), true);
    if (!isDone) return null;
    const file = await waitForFile(context, folder, [name, `${name}.xml`], LONGEST_WAIT_MS, signal);
    if (!file) return null;
    const text = await file.read();
    await deleteQuietly(file);
    return typeof text === 'string' ? text : null;
  } catch {
    throwIfCancelled(signal);
    return null;
  }
}
