// A timeline with something of everything, and the adapter over it.
import { createTimelinePort } from '../../../plugin/src/premiere/timeline-port.js';
import type { TimelinePort } from '../../../plugin/src/ports.js';
import {
  createFakePremiere,
  type FakeOptions,
  type FakePremiere,
  type ProjectBuilder,
  type SequenceBuilder,
} from '../fake/index.js';

export type Stage = { fake: FakePremiere; port: TimelinePort; cut: SequenceBuilder; guid: string };

export const SIGNAL = new AbortController().signal;

export function portOf(fake: FakePremiere): TimelinePort {
  return createTimelinePort(
    { ppro: fake.module, uxp: fake.uxp },
    { wait: (ms) => fake.world.clock.wait(ms) },
  );
}

export function stageOf(
  build: (project: ProjectBuilder) => SequenceBuilder,
  options: Omit<FakeOptions, 'build'> = {},
): Stage {
  const fake = createFakePremiere(options);
  const cut = build(fake.project);
  return { fake, port: portOf(fake), cut, guid: cut.guid };
}

/** Three shots of ten seconds at 25 frames a second, their sound on track 1, a user's marker. */
export function threeShots(options: Omit<FakeOptions, 'build'> = {}): Stage {
  return stageOf((project) => {
    const shots = ['/film/a.mov', '/film/b.mov', '/film/c.mov'].map((path) => project.media(path));
    const cut = project.sequence('Cut');
    for (const [index, shot] of shots.entries()) cut.clip(shot, { at: index * 250, frames: 250, from: 100 });
    return cut.marker({ at: 130, name: 'Kiss', comment: 'hit this' });
  }, options);
}

/** What of the sequence is not ours: it must never change. */
export function foreignOf(stage: Stage): unknown {
  const state = stage.cut.state;
  const items = stage.fake.world.project(stage.fake.project.record.guid).state.items;
  const isOwn = (itemId: string | null): boolean =>
    itemId !== null && (items[itemId]?.media?.path.startsWith('/music/score-') ?? false);
  const tracks = (media: 'video' | 'audio') =>
    state[media]
      .map((track) => ({ ...track, items: track.items.filter((item) => !isOwn(item.itemId)) }))
      .filter((track) => track.items.length > 0 || track.isMuted);
  return {
    video: tracks('video'),
    audio: tracks('audio'),
    markers: state.markers.filter((marker) => !marker.comments.startsWith('framescore:')),
    range: [state.inPoint, state.outPoint, state.zeroPoint],
  };
}

/** Takes every score off the open sequence. */
export async function removeAll({ port, guid }: Stage): Promise<void> {
  for (const { jobId } of (await port.readRange(SIGNAL)).scores) {
    await port.removeScore({ sequenceGuid: guid, jobId }, SIGNAL);
  }
}

export type OwnClip = { track: number; start: bigint; end: bigint; in: bigint; path: string };

/** Our clips as they stand, by time. */
export function ownClips(stage: Stage): OwnClip[] {
  const items = stage.fake.world.project(stage.fake.project.record.guid).state.items;
  return stage.cut.state.audio
    .flatMap((track, index) =>
      track.items.map((item) => ({
        track: index,
        start: item.start,
        end: item.end,
        in: item.in,
        path: item.itemId === null ? '' : (items[item.itemId]?.media?.path ?? ''),
      })),
    )
    .filter(({ path }) => path.startsWith('/music/score-'))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

export function ownMarkers(stage: Stage): { ticks: bigint; colour: number; name: string }[] {
  return stage.cut.state.markers
    .filter((marker) => marker.comments.startsWith('framescore:score:'))
    .map((marker) => ({ ticks: marker.start, colour: marker.colorIndex, name: marker.name }));
}
