// The files that a timeline names, and the same timeline with other names for them. Looks at no disk.
import type { ExportedFrame, TimelineClip, TimelineSnapshot, TimelineTrack } from './timeline.js';

/** The pictures that the editing program exported, of clips and of finished sequences. */
export function exportedFrames({ sequences }: TimelineSnapshot): ExportedFrame[] {
  return sequences.flatMap(({ videoTracks, renderedFrames = [] }) => [
    ...videoTracks.flatMap(({ clips }) => clips.flatMap(({ frames }) => frames)),
    ...renderedFrames,
  ]);
}

/** Every path in it, each once. */
export function timelinePaths(timeline: TimelineSnapshot): string[] {
  const clips = timeline.sequences.flatMap(({ videoTracks, audioTracks }) =>
    [...videoTracks, ...audioTracks].flatMap((track) => track.clips),
  );
  const media = clips.flatMap(({ mediaPath, proxyPath }) => [mediaPath, proxyPath]);
  const frames = exportedFrames(timeline).map(({ path }) => path);
  return [...new Set([...media.filter((path) => path !== null), ...frames])];
}

/** The timeline with each of its paths changed in the same way; one that becomes null is taken out, an exported frame with it. */
export function mapTimelinePaths(
  timeline: TimelineSnapshot,
  change: (path: string) => string | null,
): TimelineSnapshot {
  const frame = (one: ExportedFrame) => {
    const path = change(one.path);
    return path === null ? [] : [{ ...one, path }];
  };
  const clip = (one: TimelineClip) => ({
    ...one,
    mediaPath: one.mediaPath === null ? null : change(one.mediaPath),
    proxyPath: one.proxyPath === null ? null : change(one.proxyPath),
    frames: one.frames.flatMap(frame),
  });
  const track = (one: TimelineTrack) => ({ ...one, clips: one.clips.map(clip) });
  const sequences = timeline.sequences.map((sequence) => ({
    ...sequence,
    videoTracks: sequence.videoTracks.map(track),
    audioTracks: sequence.audioTracks.map(track),
    ...(sequence.renderedFrames && { renderedFrames: sequence.renderedFrames.flatMap(frame) }),
  }));
  return { ...timeline, sequences };
}
