// Puts tracks, clips, nests, graphics, markers and transitions into a sequence, in frames. Every call changes the state at once.
import { emptyTrack } from './edits.js';
import { UNITY_LEVEL } from './levels.js';
import { sortItems, withSequence, withTrack, type SequenceState, type TrackItemState } from './model.js';
import { HOUR_TICKS, scaleTicks } from './ticks.js';
import type { FakeWorld, ProjectRecord } from './world.js';

export type ClipOptions = {
  /** Track from 0; tracks up to it are made. */
  track?: number;
  /** First frame on the timeline and length, in frames of the sequence. */
  at: number;
  frames: number;
  /** First frame of the source, in frames of the sequence. */
  from?: number;
  name?: string;
  speed?: number;
  isReversed?: boolean;
  isDisabled?: boolean;
  isSelected?: boolean;
};

type Source = { itemId: string | null; isTimeless: boolean; isAdjustment: boolean; name: string };

export class SequenceBuilder {
  readonly #world: FakeWorld;
  readonly #project: ProjectRecord;
  readonly guid: string;

  constructor(world: FakeWorld, project: ProjectRecord, guid: string) {
    this.#world = world;
    this.#project = project;
    this.guid = guid;
  }

  get state(): SequenceState {
    return this.#world.sequence(this.#project.guid, this.guid);
  }

  frames(count: number): bigint {
    return BigInt(count) * this.state.ticksPerFrame;
  }

  /** A clip of a media item, with its sound on the audio track of the same number when it has one. */
  clip(itemId: string, options: ClipOptions): this {
    const media = this.#project.state.items[itemId]?.media;
    const name = this.#project.state.items[itemId]?.name ?? 'clip';
    const isTimeless = media?.kind === 'still' || media?.kind === 'adjustment' || media?.kind === 'synthetic';
    const source = { itemId, isTimeless, isAdjustment: media?.kind === 'adjustment', name };
    const hasBoth = media?.hasVideo === true && media.audioStreamCount > 0;
    const group = hasBoth ? this.#world.newId('link') : null;
    if (media?.hasVideo !== false) this.#put('video', source, options, group);
    if ((media?.audioStreamCount ?? 0) > 0) this.#put('audio', source, options, group);
    return this;
  }

  nest(sequence: SequenceBuilder, options: ClipOptions): this {
    const { itemId, name } = sequence.state;
    return this.#put('video', { itemId, isTimeless: false, isAdjustment: false, name }, options, null);
  }

  /** A title or motion graphic: no project item behind it. */
  graphic(options: ClipOptions): this {
    const source = { itemId: null, isTimeless: true, isAdjustment: false, name: 'Graphic' };
    return this.#put('video', source, options, null);
  }

  transition(options: { track?: number; at: number; frames: number; name?: string }): this {
    const start = this.frames(options.at);
    const transition = {
      id: this.#world.newId('transition'),
      start,
      end: start + this.frames(options.frames),
      name: options.name ?? 'Cross Dissolve',
    };
    return this.#editTrack('video', options.track ?? 0, (track) => ({
      ...track,
      transitions: [...track.transitions, transition],
    }));
  }

  marker(options: { at: number; name?: string; comment?: string; frames?: number; type?: string }): this {
    const marker = {
      guid: this.#world.newId('marker'),
      name: options.name ?? 'Marker',
      type: options.type ?? 'Comment',
      start: this.frames(options.at),
      duration: this.frames(options.frames ?? 0),
      comments: options.comment ?? '',
      colorIndex: 0,
    };
    return this.edit((one) => ({
      ...one,
      markers: [...one.markers, marker].sort((a, b) => Number(a.start - b.start)),
    }));
  }

  mute(media: 'video' | 'audio', index: number): this {
    return this.#editTrack(media, index, (track) => ({ ...track, isMuted: true }));
  }

  lock(media: 'video' | 'audio', index: number): this {
    return this.#editTrack(media, index, (track) => ({ ...track, isLocked: true }));
  }

  inOut(inFrame: number | null, outFrame: number | null): this {
    const ticks = (frame: number | null) => (frame === null ? null : this.frames(frame));
    return this.edit((one) => ({ ...one, inPoint: ticks(inFrame), outPoint: ticks(outFrame) }));
  }

  tracks(media: 'video' | 'audio', count: number): this {
    while (this.state[media].length < count) {
      const name = `${media === 'video' ? 'Video' : 'Audio'} ${this.state[media].length + 1}`;
      const track = emptyTrack(this.#world.newNumber(), name);
      this.edit((one) => ({ ...one, [media]: [...one[media], track] }));
    }
    return this;
  }

  edit(change: (sequence: SequenceState) => SequenceState): this {
    this.#project.state = withSequence(this.#project.state, this.guid, change);
    return this;
  }

  #editTrack(media: 'video' | 'audio', index: number, change: Parameters<typeof withTrack>[3]): this {
    return this.tracks(media, index + 1).edit((one) => withTrack(one, media, index, change));
  }

  #put(media: 'video' | 'audio', source: Source, options: ClipOptions, linkGroup: string | null): this {
    const item = this.#itemOf(media, source, options, linkGroup);
    if (options.isSelected) {
      const selected = this.#project.selection.get(this.guid) ?? new Set();
      this.#project.selection.set(this.guid, selected.add(item.id));
    }
    return this.#editTrack(media, options.track ?? 0, (track) => ({
      ...track,
      items: sortItems([...track.items, item]),
    }));
  }

  #itemOf(
    mediaType: 'video' | 'audio',
    source: Source,
    options: ClipOptions,
    linkGroup: string | null,
  ): TrackItemState {
    const length = this.frames(options.frames);
    const speed = options.speed ?? 1;
    // F30: what has no time of its own begins at one hour.
    const from = source.isTimeless ? HOUR_TICKS : this.frames(options.from ?? 0);
    return {
      id: this.#world.newId('clip'),
      name: options.name ?? source.name,
      mediaType,
      itemId: source.itemId,
      start: this.frames(options.at),
      end: this.frames(options.at) + length,
      in: from,
      out: from + scaleTicks(length, speed),
      speed,
      isReversed: options.isReversed ?? false,
      isDisabled: options.isDisabled ?? false,
      isAdjustment: source.isAdjustment,
      linkGroup,
      level: { isTimeVarying: false, value: mediaType === 'audio' ? UNITY_LEVEL : 0, keyframes: [] },
    };
  }
}
