// A timeline as it was read once: tracks, clips, markers, in and out, with times in ticks. Imports only zod and the units.
import { z } from 'zod';

/** A time or a length in ticks (254 016 000 000 a second), as a decimal string: JSON has no integers of that size. */
export const ticks = z.string().regex(/^-?\d{1,20}$/);

export const clipKinds = ['media', 'still', 'sequence', 'graphic', 'adjustment', 'synthetic'] as const;

const exportedFrame = z.object({
  timeTicks: ticks.describe('Sequence time that the frame shows, ticks.'),
  path: z.string().min(1).describe('Picture file that the editing program wrote.'),
});

const remapPoint = z.object({
  clipTicks: ticks.describe('Moment of the clip, counted as its in and out point are, ticks.'),
  sourceTicks: ticks.describe('Moment of the source that is shown there, ticks of the source.'),
});

export const timelineClip = z.object({
  name: z.string().describe('Name of the track item.'),
  kind: z.enum(clipKinds).describe('What stands behind the item.'),
  startTicks: ticks.describe('First moment on the timeline, ticks.'),
  endTicks: ticks.describe('End on the timeline, exclusive, ticks.'),
  inTicks: ticks.describe('First moment of the source that is used, ticks of the source.'),
  outTicks: ticks.describe('End of the source that is used, exclusive, ticks of the source.'),
  speed: z.number().describe('Playback speed, 1 is as recorded; never negative, see `isReversed`.'),
  isReversed: z.boolean().describe('Whether the source plays backwards.'),
  isDisabled: z.boolean().describe('Whether the item is switched off.'),
  isSelected: z.boolean().describe('Whether the item was selected when the timeline was read.'),
  isOffline: z.boolean().describe('Whether the editing program cannot find the media.'),
  isMulticam: z.boolean().describe('Whether the item is a multicam clip.'),
  mediaPath: z.string().nullable().describe('Path of the media; null for sequences and graphics.'),
  proxyPath: z.string().nullable().describe('Path of an attached proxy, or null.'),
  sourceFramesPerSecond: z
    .number()
    .positive()
    .nullable()
    .describe(
      'Frame rate at which the editing program plays the source, its own or one the user set; null when unknown.',
    ),
  mediaStartTicks: ticks.nullable().describe('Start timecode of the media, ticks; null when unknown.'),
  sequenceGuid: z.string().nullable().describe('The sequence that is nested here, or null.'),
  frames: z
    .array(exportedFrame)
    .default([])
    .describe('Frames the editing program exported because the media cannot be read, by time.'),
  remap: z
    .array(remapPoint)
    .min(2)
    .optional()
    .describe(
      'Speed curve of the clip (time remapping) by time, straight between its points; absent when its speed is even.',
    ),
  effects: z
    .array(z.string())
    .optional()
    .describe('Names of effects that change the picture and are not seen in its media; absent when unknown.'),
});

export const timelineTrack = z.object({
  name: z.string().describe('Name of the track.'),
  isMuted: z.boolean().describe('Whether the track is hidden (video) or muted (audio).'),
  transitionCount: z.int().min(0).describe('How many transitions lie on the track.'),
  clips: z.array(timelineClip).describe('Clips in order of time.'),
});

export const timelineMarker = z.object({
  startTicks: ticks.describe('Time on the timeline, ticks.'),
  durationTicks: ticks.describe('Length, ticks; "0" for a moment.'),
  name: z.string().describe('Name of the marker.'),
  comment: z.string().describe('Comment of the marker.'),
  isOurs: z.boolean().describe('Whether FrameScore set it: such markers are never cues.'),
});

export const timelineTransition = z.object({
  trackIndex: z.int().min(0).describe('Video track, from 0.'),
  startTicks: ticks.describe('Start on the timeline, ticks.'),
  endTicks: ticks.describe('End on the timeline, exclusive, ticks.'),
  name: z.string().describe('Name of the transition.'),
});

export const timelineSequence = z.object({
  guid: z.string().min(1).describe('Identity of the sequence in its project.'),
  name: z.string().describe('Name of the sequence.'),
  ticksPerFrame: ticks.describe('Length of one frame, ticks.'),
  isDropFrame: z.boolean().describe('Whether timecode is shown as drop-frame.'),
  widthPx: z.int().positive().describe('Width of the picture, pixels.'),
  heightPx: z.int().positive().describe('Height of the picture, pixels.'),
  zeroPointTicks: ticks.describe('Timecode shown at the start, ticks.'),
  endTicks: ticks.describe('End of the last item, ticks.'),
  videoTracks: z.array(timelineTrack).describe('Video tracks from the lowest to the topmost.'),
  audioTracks: z.array(timelineTrack).describe('Audio tracks from the first.'),
  markers: z.array(timelineMarker).describe('Markers by time.'),
  transitions: z
    .array(timelineTransition)
    .nullable()
    .describe('Video transitions by time; null when they could not be read.'),
  renderedFrames: z
    .array(exportedFrame)
    .optional()
    .describe('Frames of the finished sequence, by time: seen in place of the media where they stand.'),
});

export const timelineSnapshot = z.object({
  schemaVersion: z.literal(1).describe('Version of this format.'),
  projectName: z.string().describe('Name of the project.'),
  rootGuid: z.string().min(1).describe('The sequence that is scored; the others are nested in it.'),
  inTicks: ticks.nullable().describe('In point of the sequence, ticks; null when unset.'),
  outTicks: ticks.nullable().describe('Out point of the sequence, exclusive, ticks; null when unset.'),
  sequences: z.array(timelineSequence).min(1).describe('The scored sequence and all that are nested in it.'),
});

export const tickRange = z.object({
  startTicks: ticks.describe('Start on the timeline, inclusive, ticks.'),
  endTicks: ticks.describe('End on the timeline, exclusive, ticks.'),
});

export type ExportedFrame = z.infer<typeof exportedFrame>;
export type RemapPoint = z.infer<typeof remapPoint>;
export type TimelineClip = z.infer<typeof timelineClip>;
export type TimelineTrack = z.infer<typeof timelineTrack>;
export type TimelineMarker = z.infer<typeof timelineMarker>;
export type TimelineSequence = z.infer<typeof timelineSequence>;
export type TimelineSnapshot = z.infer<typeof timelineSnapshot>;
export type TickRange = z.infer<typeof tickRange>;
export type ClipKind = (typeof clipKinds)[number];
