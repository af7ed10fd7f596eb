// What the API does not tell of a timeline, by way of Final Cut Pro XML: transitions, speed curves, effects. Exporting blocks Premiere for a moment,
// so it is done only where the timeline shows that there is something to be told.
import type { Sequence } from '@adobe/premierepro';
import type { TimelineClip, TimelineSequence, TimelineTrack } from '@framescore/contract';
import { readXmlVideoTracks, xmlTransitions, type XmlNode } from './fcp-xml.js';
import type { PremiereContext } from './modules.js';
import { throwIfCancelled } from './problems.js';
import { deleteQuietly, freshName, pathIn, temporaryFolder, waitForFile } from './temporary-files.js';
import { addXmlFacts, readXmlClips } from './xml-clips.js';

const LONGEST_WAIT_MS = 10_000;

type XmlFacts = Pick<TimelineSequence, 'videoTracks' | 'transitions'>;

/** The tracks with what the XML adds; `transitions` is null where there are some and this build cannot export, or did not. */
export async function readXmlFacts(
  context: PremiereContext,
  sequence: Sequence,
  videoTracks: TimelineTrack[],
  ticksPerFrame: bigint,
  signal: AbortSignal,
): Promise<XmlFacts> {
  const hasTransitions = videoTracks.some(({ transitionCount }) => transitionCount > 0);
  const hasCurves = videoTracks.some(({ clips }) => clips.some((clip) => hasCurve(clip, ticksPerFrame)));
  if (!hasTransitions && !hasCurves) return { videoTracks, transitions: [] };
  const text = await exportXml(context, sequence, signal);
  const found = text === null ? null : readXmlVideoTracks(text);
  if (!found) return { videoTracks, transitions: hasTransitions ? null : [] };
  const added = videoTracks.map((track, index) => {
    const same = found[index];
    return same ? addXmlFacts(track, readXmlClips(same), ticksPerFrame) : track;
  });
  return { videoTracks: added, transitions: transitionsOf(found, ticksPerFrame) };
}

/** Its length and speed do not give what it uses of its source: the speed changes within it. */
function hasCurve(clip: TimelineClip, ticksPerFrame: bigint): boolean {
  if (clip.kind !== 'media' && clip.kind !== 'sequence') return false;
  const used = Number(BigInt(clip.outTicks) - BigInt(clip.inTicks));
  const played = Number(BigInt(clip.endTicks) - BigInt(clip.startTicks)) * clip.speed;
  return Math.abs(used - played) > Number(ticksPerFrame);
}

function transitionsOf(
  tracks: readonly XmlNode[],
  ticksPerFrame: bigint,
): NonNullable<TimelineSequence['transitions']> {
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
