// A timeline with what real ones have, and all that the panel does with scores on it, one after the other.
import type { Placement, PlacementReport } from '../../../plugin/src/ports.js';
import { putItem } from '../fake/edits.js';
import type { FakeOptions } from '../fake/index.js';
import type { TrackItemState, TrackState } from '../fake/model.js';
import { ALL_BEATS, placementOf, type TakeOptions } from './takes.js';
import { ownClips, SIGNAL, stageOf, type Stage } from './worlds.js';

/** Shots with sound, a song, a matte, a lost clip, a title; a locked empty track and an open one below it. */
export function fullTimeline(options: Omit<FakeOptions, 'build'> = {}): Stage {
  return stageOf((project) => {
    const shots = ['/film/a.mov', '/film/b.mov', '/film/c.mov'].map((path) => project.media(path));
    const song = project.media('/music/song.wav', { kind: 'audio' });
    const cut = project.sequence('Cut', { videoTracks: 2, audioTracks: 3 });
    for (const [index, shot] of shots.entries()) cut.clip(shot, { at: index * 250, frames: 200, from: 100 });
    cut
      .clip(project.media('', { kind: 'synthetic' }), { at: 200, frames: 50 })
      .clip(project.media('/gone/lost.mov', { isOffline: true }), { at: 450, frames: 50 })
      .clip(song, { at: 700, frames: 50 })
      .graphic({ track: 1, at: 0, frames: 50, name: 'Title' })
      .lock('audio', 1);
    return cut.marker({ at: 130, name: 'Kiss', comment: 'hit this' });
  }, options);
}

export function frames(stage: Stage, from: number, to: number): { start: bigint; end: bigint } {
  return { start: stage.cut.frames(from), end: stage.cut.frames(to) };
}

export async function place(stage: Stage, options: TakeOptions): Promise<PlacementReport> {
  const asked: Placement = placementOf(stage.fake, stage.guid, options);
  return stage.port.placeScore(asked, SIGNAL);
}

/** Our clips as [job, first frame, end], by time. */
export function scoreSpans(stage: Stage): [string, number, number][] {
  const frame = (ticks: bigint): number => Number(ticks / stage.cut.frames(1));
  return ownClips(stage).map(({ path, start, end }) => [
    /job-\d+/.exec(path)?.[0] ?? '',
    frame(start),
    frame(end),
  ]);
}

/** Markers of the timeline that were not there when it was built. */
export function addedMarkers(stage: Stage): number {
  return stage.cut.state.markers.filter(({ name }) => name !== 'Kiss').length;
}

/** Reads, scores two scenes, thins markers, makes a part anew, switches a take, and scores over the border of both. */
export async function scoreScenes(stage: Stage): Promise<PlacementReport[]> {
  const { port, guid } = stage;
  const first = frames(stage, 0, 250);
  const second = frames(stage, 400, 650);
  await port.readTimeline(SIGNAL);
  const reports = [
    await place(stage, {
      jobId: 'job-1',
      score: first,
      markers: { ...ALL_BEATS, areDownbeatsColoured: true },
    }),
  ];
  const { take, scoreRange } = placementOf(stage.fake, guid, { jobId: 'job-1', score: first });
  const request = { sequenceGuid: guid, jobId: 'job-1', take, scoreRange };
  reports.push(await port.setMarkers({ ...request, markers: { ...ALL_BEATS, everyNth: 2 } }, SIGNAL));
  reports.push(await place(stage, { jobId: 'job-2', score: second }));
  const part = frames(stage, 100, 150);
  const markers = { ...ALL_BEATS, everyNth: 2 };
  reports.push(await place(stage, { jobId: 'job-1', version: 2, score: first, part, markers }));
  reports.push(await place(stage, { jobId: 'job-2', take: 2, score: second }));
  reports.push(await place(stage, { jobId: 'job-3', score: frames(stage, 200, 450) }));
  return reports;
}

/** The user edits the sound of the open sequence by hand. */
export function editAudio(stage: Stage, edit: (track: TrackState, index: number) => TrackState): void {
  stage.fake.world.userEdits((state) => {
    const cut = state.sequences[stage.guid];
    if (!cut) return state;
    return {
      ...state,
      sequences: { ...state.sequences, [stage.guid]: { ...cut, audio: cut.audio.map(edit) } },
    };
  });
}

/** Clips of a job, shifted by frames: where they lie, or as copies beside them (alt-drag). */
export function shiftMusic(stage: Stage, jobId: string, byFrames: number, isCopy = false): void {
  const { items } = stage.fake.world.project(stage.fake.project.record.guid).state;
  const by = stage.cut.frames(byFrames);
  editAudio(stage, (track) => {
    const isOf = ({ itemId }: TrackItemState) =>
      (items[itemId ?? '']?.media?.path ?? '').includes(`score-${jobId}-`);
    const own = track.items.filter(isOf);
    const rest = { ...track, items: track.items.filter((item) => isCopy || !isOf(item)) };
    const newId = () => stage.fake.world.newId('clip');
    const moved = own.map((item) => ({
      ...item,
      id: isCopy ? newId() : item.id,
      start: item.start + by,
      end: item.end + by,
    }));
    return moved.reduce<TrackState>((one, item) => putItem(one, item, newId), rest);
  });
}
