// Timelines from their text: checked, taken apart and planned in one go, so that nothing of one is kept for the next.
import { mapTimelinePaths, parseTimeline } from '@framescore/contract';
import type { KnownFiles } from '../core/timeline/choose-file.js';
import type { NestingFault } from '../core/timeline/find-nesting-fault.js';
import {
  findRoot,
  outlineTimeline,
  planTimeline,
  type OpenTimeline,
  type TimelineOutline,
} from '../core/timeline/open-timeline.js';
import type { Window } from '../core/timeline/visible-pieces.js';

type OutlineInput = { text: string; rangeSeconds: readonly [number, number] | undefined };

/** What the timeline needs, or why it cannot be used. */
export function outlineText({
  text,
  rangeSeconds,
}: OutlineInput): TimelineOutline | { reason: string } | { fault: NestingFault } {
  const parsed = parseTimeline(text);
  if (!parsed.timeline) return { reason: parsed.reason };
  const { root, fault } = findRoot(parsed.timeline);
  return root ? outlineTimeline(parsed.timeline, root, rangeSeconds) : { fault };
}

type PlanInput = { text: string; window: Window; files: KnownFiles; places: ReadonlyMap<string, string> };

/** The timeline whose outline was found sound; `places` says where files are that it names elsewhere. */
export function planText({ text, window, files, places }: PlanInput): OpenTimeline {
  const written = parseTimeline(text).timeline;
  const timeline = written && mapTimelinePaths(written, (path) => places.get(path) ?? path);
  const root = timeline && findRoot(timeline).root;
  if (!root) throw new Error('a timeline without an outline was to be planned');
  return planTimeline(timeline, root, window, files);
}
