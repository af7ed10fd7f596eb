// What Final Cut Pro's interchange format (xmeml) says of clips and the API does not: speed curves, and effects that change the picture. Pure.
import type { TimelineClip, TimelineTrack } from '@framescore/contract';
import { child, children, numberIn, type XmlNode } from './fcp-xml.js';

/** Frames are those of the sequence; `when` counts as the clip's in point does. Beside a transition the file leaves a border out. */
export type XmlClip = {
  name: string;
  startFrame: number | null;
  endFrame: number | null;
  inFrame: number | null;
  curve: { when: number; sourceFrame: number }[] | null;
  effects: string[];
};

/** The items of a track in their order; generators (colour mattes, bars) are items of the track as well. */
export function readXmlClips(track: XmlNode): XmlClip[] {
  return track.children
    .filter(({ name }) => name === 'clipitem' || name === 'generatoritem')
    .map((item) => {
      const effects = children(item, 'filter')
        .filter((filter) => child(filter, 'enabled')?.text.trim() !== 'FALSE')
        .flatMap((filter) => children(filter, 'effect'))
        .filter((effect) => child(effect, 'pproBypass')?.text.trim() !== 'true');
      return {
        name: textOf(item, 'name'),
        startFrame: borderIn(item, 'start'),
        endFrame: borderIn(item, 'end'),
        inFrame: numberIn(item, 'in'),
        curve: effects.map(curveOf).find((curve) => curve !== null) ?? null,
        effects: effects.filter(changesPicture).map((effect) => textOf(effect, 'name') || idOf(effect)),
      };
    });
}

/** Adds curves and effects to the clips of a track; one that is not found in the file stays as it is. */
export function addXmlFacts(
  track: TimelineTrack,
  found: readonly XmlClip[],
  ticksPerFrame: bigint,
): TimelineTrack {
  const clips = track.clips.map((clip) => {
    const same = found.filter((one) => isSameClip(clip, one, ticksPerFrame));
    if (same.length !== 1) return clip;
    const { inFrame, curve, effects } = same[0]!;
    const remap = curve && inFrame !== null ? remapOf(clip, inFrame, curve, ticksPerFrame) : null;
    return { ...clip, effects, ...(remap && { remap }) };
  });
  return { ...track, clips };
}

/** Clips of one track do not overlap, so one border tells which it is; without any, name and in point have to. */
function isSameClip(clip: TimelineClip, one: XmlClip, ticksPerFrame: bigint): boolean {
  const isAt = (frame: number | null, ticks: string) =>
    frame === null || ticksOf(frame, ticksPerFrame) === BigInt(ticks);
  if (!isAt(one.startFrame, clip.startTicks) || !isAt(one.endFrame, clip.endTicks)) return false;
  if (one.startFrame !== null || one.endFrame !== null) return true;
  return one.name === clip.name && isAt(one.inFrame, clip.inTicks);
}

/** The API may count a source from its timecode, the file from nought: both of its times are moved by the difference of the in points. */
function remapOf(
  clip: TimelineClip,
  inFrame: number,
  curve: NonNullable<XmlClip['curve']>,
  ticksPerFrame: bigint,
): NonNullable<TimelineClip['remap']> {
  const ticks = (frames: number) => ticksOf(frames, ticksPerFrame);
  const offset = BigInt(clip.inTicks) - ticks(inFrame);
  return curve.map(({ when, sourceFrame }) => ({
    clipTicks: (ticks(when) + offset).toString(),
    sourceTicks: (ticks(sourceFrame) + offset).toString(),
  }));
}

function ticksOf(frames: number, ticksPerFrame: bigint): bigint {
  return (BigInt(Math.round(frames * 1000)) * ticksPerFrame) / 1000n;
}

/** -1 says that the border lies within a transition. */
function borderIn(item: XmlNode, name: string): number | null {
  const frame = numberIn(item, name);
  return frame === null || frame < 0 ? null : frame;
}

function textOf(node: XmlNode, name: string): string {
  return child(node, name)?.text.trim() ?? '';
}

function idOf(effect: XmlNode): string {
  return textOf(effect, 'effectid');
}

function parameterOf(effect: XmlNode, id: string): XmlNode | undefined {
  return children(effect, 'parameter').find((one) => textOf(one, 'parameterid') === id);
}

/** Null without a curve, and for an even speed, which the API tells. Premiere writes nonsense into some keyframes outside the source. */
function curveOf(effect: XmlNode): XmlClip['curve'] {
  if (idOf(effect) !== 'timeremap') return null;
  const variable = parameterOf(effect, 'variablespeed');
  const graph = parameterOf(effect, 'graphdict');
  if (!variable || numberIn(variable, 'value') !== 1 || !graph) return null;
  const mostFrames = numberIn(graph, 'valuemax') ?? Number.MAX_SAFE_INTEGER;
  const curve = children(graph, 'keyframe').flatMap((keyframe) => {
    const [when, sourceFrame] = [numberIn(keyframe, 'when'), numberIn(keyframe, 'value')];
    if (when === null || sourceFrame === null || sourceFrame < 0 || sourceFrame > mostFrames) return [];
    return [{ when, sourceFrame }];
  });
  return curve.length < 2 ? null : curve.sort((a, b) => a.when - b.when);
}

const FULL_OPACITY = 100;

/** Size and place that do not move are how most material is fitted into its sequence: the picture stays what it is. */
function changesPicture(effect: XmlNode): boolean {
  const parameters = children(effect, 'parameter');
  const isAnimated = parameters.some((one) => children(one, 'keyframe').length > 0);
  switch (idOf(effect)) {
    case 'timeremap':
    case 'GraphicAndType':
      return false;
    case 'basic':
      return isAnimated;
    case 'opacity':
      return isAnimated || parameters.some((one) => (numberIn(one, 'value') ?? FULL_OPACITY) < FULL_OPACITY);
    case 'crop':
      return isAnimated || parameters.some((one) => (numberIn(one, 'value') ?? 0) > 0);
    default:
      return textOf(effect, 'mediatype') !== 'audio';
  }
}
