// Two scores on random timelines: each owns its range and nothing else. The planning alone on thousands of timelines, the whole adapter on some.
// How to ask for more: docs/premiere.md.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Placement } from '../../plugin/src/ports.js';
import type { AudioClip } from '../../plugin/src/premiere/own-clips.js';
import type { PlacedMarker } from '../../plugin/src/premiere/markers.js';
import { scoresAfter } from '../../plugin/src/premiere/place-clip.js';
import { planningRanges, planPlacement } from '../../plugin/src/premiere/placement-plan.js';
import { holds, intersects, without, type Range } from '../../plugin/src/premiere/ranges.js';
import { partsOf } from '../../plugin/src/premiere/score-ranges.js';
import { sourcesOf, type StoredScore } from '../../plugin/src/premiere/stored-scores.js';
import { copiesForeign, type StandingScore } from '../../plugin/src/premiere/whose-music.js';
import type { TimelineState } from '../../plugin/src/premiere/timeline-state.js';
import { clearSpan, emptyTrack, putItem } from './fake/edits.js';
import type { TrackItemState, TrackState } from './fake/model.js';
import { TICKS_PER_FRAME } from './fake/index.js';
import { frames, fullTimeline, place, scoreSpans } from './support/flows.js';
import { foreignOf, SIGNAL } from './support/worlds.js';

const PURE_RUNS = Number(process.env.FRAMESCORE_TIMELINES ?? 2_000);
const WHOLE_RUNS = 25;
const FRAME = TICKS_PER_FRAME['25'];

type Span = { from: number; to: number };
type Block = Span & { track: number };
type Marker = PlacedMarker & { id: string };
type Sheet = { tracks: TrackState[]; markers: Marker[]; stored: StoredScore[] };

const span: fc.Arbitrary<Span> = fc
  .tuple(fc.nat(300), fc.integer({ min: 2, max: 200 }))
  .map(([from, length]) => ({ from, to: from + length }));
const block: fc.Arbitrary<Block> = fc
  .tuple(fc.nat(3), span)
  .map(([track, { from, to }]) => ({ track, from, to }));
const move = fc.option(fc.record({ track: fc.nat(4), by: fc.integer({ min: -60, max: 60 }) }));

function rangeOf({ from, to }: Span): Range {
  return { startTicks: BigInt(from) * FRAME, endTicks: BigInt(to) * FRAME };
}

let lastId = 0;
const newId = (): string => `clip-${(lastId += 1)}`;

function itemAt({ startTicks, endTicks }: Range, itemId: string): TrackItemState {
  return {
    id: newId(),
    name: itemId,
    mediaType: 'audio',
    itemId,
    start: startTicks,
    end: endTicks,
    in: 0n,
    out: endTicks - startTicks,
    speed: 1,
    isReversed: false,
    isDisabled: false,
    isAdjustment: false,
    linkGroup: null,
    level: { isTimeVarying: false, value: 1, keyframes: [] },
  };
}

/** Foreign clips where nothing lies yet, and markers of the user's. */
function newSheet(blocks: Block[], muted: number[], at: number[]): Sheet {
  const tracks = [0, 1, 2, 3].map((index) => ({
    ...emptyTrack(index, `Audio ${index + 1}`),
    isMuted: muted.includes(index),
  }));
  for (const { track: index, ...where } of blocks) {
    const range = rangeOf(where);
    const track = tracks[index];
    const isTaken = track?.items.some((item) =>
      intersects({ startTicks: item.start, endTicks: item.end }, range),
    );
    if (track && !isTaken) tracks[index] = putItem(track, itemAt(range, 'foreign'), newId);
  }
  const markers = at.map((frame, index) => marker(BigInt(frame) * FRAME, null, `user-${index}`));
  return { tracks, markers, stored: [] };
}

function marker(ticks: bigint, kind: 'score' | null, id: string): Marker {
  return { handle: {} as PlacedMarker['handle'], ticks, key: id, name: 'Beat', kind, id };
}

function placementAt(range: Range, jobId: string, part?: Range): Placement {
  const wire = ({ startTicks, endTicks }: Range) => ({
    startTicks: `${startTicks}`,
    endTicks: `${endTicks}`,
  });
  const beats = Array.from({ length: 12 }, (_, index) => index * 0.6);
  const take = {
    take: 1,
    version: part ? 2 : 1,
    wavPath: `/${jobId}.wav`,
    rangeWavPath: part ? `/${jobId}.part.wav` : null,
    range: wire(part ?? range),
    similarity: null,
    result: { beats, downbeats: [0] },
  };
  const markers = { isOn: true, everyNth: 1, areDownbeatsColoured: false };
  return {
    sequenceGuid: 'cut',
    jobId,
    take: take as unknown as Placement['take'],
    scoreRange: wire(range),
    markers,
    settings: '',
  };
}

function standingOf(sheet: Sheet): StandingScore[] {
  return sheet.stored.flatMap((score) => {
    const isOf = ({ itemId }: AudioClip): boolean => score.sources.some((one) => one.itemId === itemId);
    const own = musicOf(sheet).filter(isOf);
    if (own.length === 0) return [];
    const isMoved = !own.some((clip) => partsOf(score).some((part) => intersects(part, clip)));
    return [{ ...score, movedTo: isMoved ? own : [] }];
  });
}

function clipsOf(sheet: Sheet, within: Range[]): AudioClip[] {
  const clips = musicOf(sheet).filter((clip) => within.some((range) => intersects(clip, range)));
  return copiesForeign(clips, standingOf(sheet));
}

function musicOf({ tracks, stored }: Sheet): AudioClip[] {
  const sources = new Map(sourcesOf(stored).map((source) => [source.itemId, source]));
  return tracks.flatMap(({ items, name }, trackIndex) =>
    items.map((item) => ({
      handle: {} as AudioClip['handle'],
      trackIndex,
      trackName: name,
      itemId: item.itemId,
      source: sources.get(item.itemId ?? '') ?? null,
      isOwn: sources.has(item.itemId ?? ''),
      startTicks: item.start,
      endTicks: item.end,
      id: item.id,
    })),
  );
}

/** What the adapter has Premiere do for a plan. */
function apply(sheet: Sheet, placement: Placement): { next: Sheet; range: Range; itemId: string } {
  const state = {
    facts: { ticksPerFrame: FRAME },
    tracks: sheet.tracks.map(({ isMuted, items }, index) => ({
      index,
      isMuted,
      isEmpty: items.length === 0,
    })),
    clips: clipsOf(sheet, planningRanges(sheet.stored, placement)),
    placedMarkers: sheet.markers,
    stored: sheet.stored,
  } as unknown as TimelineState;
  const scoreTracks = sheet.stored.map(({ trackIndex }) => trackIndex);
  const plan = planPlacement(state, placement, { scoreTracks, avoided: [] });
  const source = { itemId: plan.path, path: plan.path };
  const doomed = new Set(plan.doomed.map((clip) => (clip as AudioClip & { id: string }).id));
  const isNew = plan.trackIndex === sheet.tracks.length;
  const tracks = [...sheet.tracks, ...(isNew ? [emptyTrack(9, 'Audio new')] : [])].map((track, index) => {
    const kept = { ...track, items: track.items.filter(({ id }) => !doomed.has(id)) };
    const cleared = plan.pieces
      .filter((piece) => piece.trackIndex === index)
      .reduce<TrackState>((one, { range }) => clearSpan(one, range.startTicks, range.endTicks, newId), kept);
    return index === plan.trackIndex ? putItem(cleared, itemAt(plan.range, plan.path), newId) : cleared;
  });
  const markers = [
    ...sheet.markers.filter(
      ({ kind, ticks }) => kind === null || !plan.markerRanges.some((range) => holds(range, ticks)),
    ),
    ...plan.marks.map(({ ticks }) => marker(ticks, 'score', `${placement.jobId}-${ticks}`)),
  ];
  const stored = scoresAfter(state, placement, plan, source);
  return { next: { tracks, markers, stored }, range: plan.range, itemId: plan.path };
}

/** Music and foreign sound outside of a range, whatever pieces it is in. */
function outside({ tracks }: Sheet, range: Range, isKept: (item: TrackItemState) => boolean): string[] {
  return tracks
    .flatMap(({ items }, index) =>
      items
        .filter(isKept)
        .flatMap((item) =>
          without([{ startTicks: item.start, endTicks: item.end }], range).map(
            ({ startTicks, endTicks }) =>
              `${index} ${item.itemId} ${startTicks} ${endTicks} ${item.in - item.start + startTicks}`,
          ),
        ),
    )
    .sort();
}

const isForeign = ({ itemId }: TrackItemState): boolean => itemId === 'foreign';
const foreign = ({ tracks, markers }: Sheet): string[] => [
  ...tracks.flatMap(({ items }, index) =>
    items.filter(isForeign).map(({ id, start, end, in: from }) => `${index} ${id} ${start} ${end} ${from}`),
  ),
  ...markers.filter(({ kind }) => kind === null).map(textOf),
];
const textOf = ({ id, ticks }: Marker): string => `${id} ${ticks}`;
const rangeText = ({ startTicks, endTicks }: Range): string => `${startTicks} ${endTicks}`;

/** Plain, because a hundred thousand timelines are compared. */
function assertSame(what: string, after: string[], before: string[]): void {
  if (after.join('|') !== before.join('|')) {
    throw new Error(`${what} changed:\n${before.join('\n')}\nbecame\n${after.join('\n')}`);
  }
}

/** Only what lies in the range may change, and there only ours. */
function checkPlacement(before: Sheet, placement: Placement): Sheet {
  const { next, range, itemId } = apply(before, placement);
  assertSame('what is foreign', foreign(next), foreign(before));
  const isOther = (item: TrackItemState): boolean => item.itemId !== itemId;
  assertSame('sound outside the range', outside(next, range, isOther), outside(before, range, isOther));
  const music = clipsOf(next, [range]).filter(({ isOwn }) => isOwn);
  const heard = music.map((clip) => `${clip.itemId} ${rangeText(clip)}`);
  assertSame('music in the range', heard, [`${itemId} ${rangeText(range)}`]);
  const isOut = ({ ticks }: Marker): boolean => !holds(range, ticks);
  const markersOf = ({ markers }: Sheet): string[] => markers.filter(isOut).map(textOf);
  assertSame('markers outside the range', markersOf(next), markersOf(before));
  for (const score of before.stored.filter(({ placed }) => placed.jobId !== placement.jobId)) {
    const left = next.stored.find(({ placed }) => placed.jobId === score.placed.jobId);
    const parts = (left ? partsOf(left) : []).map(rangeText);
    assertSame('the record', parts, without(partsOf(score), range).map(rangeText));
  }
  return next;
}

/** The user takes a clip of ours to another place, where there is room. */
function moved(sheet: Sheet, itemId: string, to: { track: number; by: number } | null): Sheet {
  const item = sheet.tracks.flatMap(({ items }) => items).find((one) => one.itemId === itemId);
  const target = sheet.tracks[to?.track ?? -1];
  if (!item || !to || !target) return sheet;
  const shift = BigInt(to.by) * FRAME;
  const place = { startTicks: item.start + shift, endTicks: item.end + shift };
  const isTaken = target.items.some(
    (one) => one !== item && intersects({ startTicks: one.start, endTicks: one.end }, place),
  );
  if (isTaken || place.startTicks < 0n) return sheet;
  const tracks = sheet.tracks.map((track, index) => {
    const rest = { ...track, items: track.items.filter((one) => one !== item) };
    const here = { ...item, start: place.startTicks, end: place.endTicks };
    return index === to.track ? putItem(rest, here, newId) : rest;
  });
  return { ...sheet, tracks };
}

test(`on ${PURE_RUNS} timelines nothing changes but what of ours lies in the new range`, () => {
  const timeline = fc.record({
    blocks: fc.array(block, { maxLength: 10 }),
    muted: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
    markers: fc.array(fc.nat(500), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(timeline, span, span, span, move, (given, first, second, third, to) => {
      const empty = newSheet(given.blocks, given.muted, given.markers);
      const one = checkPlacement(empty, placementAt(rangeOf(first), 'job-1'));
      const two = checkPlacement(moved(one, '/job-1.wav', to), placementAt(rangeOf(second), 'job-2'));
      checkPlacement(two, placementAt(rangeOf(third), 'job-3'));
      const [part] = two.stored.filter(({ placed }) => placed.jobId === 'job-1').flatMap(partsOf);
      if (part && to === null) checkPlacement(two, placementAt(rangeOf(first), 'job-1', part));
    }),
    { numRuns: PURE_RUNS },
  );
}, 1_200_000);

test('with the whole adapter: a score that is taken away takes nothing of the other, nor of anybody else', async () => {
  await fc.assert(
    fc.asyncProperty(span, span, fc.boolean(), async (first, second, isFirst) => {
      const stage = fullTimeline();
      const before = foreignOf(stage);
      await place(stage, { jobId: 'job-1', score: frames(stage, first.from, first.to) });
      await place(stage, { jobId: 'job-2', score: frames(stage, second.from, second.to) });
      expect(foreignOf(stage)).toEqual(before);
      const [gone, stays] = isFirst ? ['job-1', 'job-2'] : ['job-2', 'job-1'];
      const rest = scoreSpans(stage).filter(([job]) => job === stays);
      const markers = stage.cut.state.markers.filter(({ start }) =>
        rest.some(([, from, to]) => start >= stage.cut.frames(from) && start < stage.cut.frames(to)),
      );
      await stage.port.removeScore({ sequenceGuid: stage.guid, jobId: gone }, SIGNAL);
      expect(scoreSpans(stage)).toEqual(rest);
      const left = stage.cut.state.markers.filter(({ comments }) => comments.startsWith('framescore:'));
      expect(left).toEqual(markers.filter(({ comments }) => comments.startsWith('framescore:')));
      expect(foreignOf(stage)).toEqual(before);
    }),
    { numRuns: WHOLE_RUNS },
  );
});
