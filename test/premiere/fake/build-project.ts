// Makes a project: media of every kind, bins, sequences. What is on the virtual disk follows from it.
import { SequenceBuilder } from './build-sequence.js';
import { emptyTrack } from './edits.js';
import { importedItem } from './imports.js';
import type { MediaKind, MediaState } from './model.js';
import { binState, ROOT_ID } from './project-items.js';
import { withNewSequence } from './sequence-changes.js';
import { secondsToTicks, TICKS_PER_FRAME, type RateName } from './ticks.js';
import type { FakeWorld, ProjectRecord } from './world.js';

export type MediaOptions = {
  kind?: MediaKind;
  seconds?: number;
  framesPerSecond?: number;
  hasAudio?: boolean;
  /** The project keeps the path, the disk has no such file. */
  isOffline?: boolean;
  isMulticam?: boolean;
  proxyPath?: string;
  frameRateOverride?: number;
  mediaStartSeconds?: number;
};

export type SequenceOptions = {
  rate?: RateName;
  isDropFrame?: boolean;
  zeroPointSeconds?: number;
  widthPx?: number;
  heightPx?: number;
  audioTracks?: number;
  videoTracks?: number;
};

export class ProjectBuilder {
  readonly #world: FakeWorld;
  readonly record: ProjectRecord;

  constructor(world: FakeWorld, name: string) {
    this.#world = world;
    const guid = world.newId('project');
    this.record = {
      guid,
      name: `${name}.prproj`,
      path: world.os === 'win' ? `C:/Projects/${name}.prproj` : `/Users/editor/${name}.prproj`,
      isOpen: true,
      state: {
        items: { [ROOT_ID]: binState(ROOT_ID, name, null) },
        sequences: {},
        clipMarkers: {},
        properties: {},
      },
      undoStack: [],
      redoStack: [],
      epochs: { commit: 0, await: 0 },
      lastCommitMs: Number.NEGATIVE_INFINITY,
      activeSequenceGuid: null,
      selection: new Map(),
    };
    world.projects.set(guid, this.record);
    world.activeProjectGuid ??= guid;
  }

  /** -> the id of the project item. */
  media(path: string, options: MediaOptions = {}): string {
    const kind = options.kind ?? 'video';
    const onDisk = {
      kind,
      hasVideo: kind !== 'audio',
      audioStreamCount: kind === 'audio' || (kind === 'video' && options.hasAudio !== false) ? 1 : 0,
      durationTicks: secondsToTicks(options.seconds ?? 60),
      framesPerSecond: options.framesPerSecond ?? (kind === 'video' ? 25 : 0),
    };
    const hasFile = kind === 'video' || kind === 'audio' || kind === 'still';
    if (hasFile && !options.isOffline) this.#world.disk.addMedia(path, onDisk);
    const item = importedItem(this.#world.newId('item'), path, ROOT_ID, onDisk);
    const media: MediaState = {
      ...(item.media as MediaState),
      path: hasFile ? path : '',
      isOffline: options.isOffline ?? false,
      isMulticam: options.isMulticam ?? false,
      proxyPath: options.proxyPath ?? null,
      frameRateOverride: options.frameRateOverride ?? null,
      mediaStartTicks: secondsToTicks(options.mediaStartSeconds ?? 0),
    };
    const { state } = this.record;
    this.record.state = { ...state, items: { ...state.items, [item.id]: { ...item, media } } };
    return item.id;
  }

  bin(name: string): string {
    const bin = binState(this.#world.newId('bin'), name, ROOT_ID);
    const { state } = this.record;
    this.record.state = { ...state, items: { ...state.items, [bin.id]: bin } };
    return bin.id;
  }

  /** The first sequence is the active one. */
  sequence(name: string, options: SequenceOptions = {}): SequenceBuilder {
    const guid = this.#world.newId('sequence');
    this.record.state = withNewSequence(this.record.state, {
      guid,
      name,
      itemId: this.#world.newId('item'),
      ticksPerFrame: TICKS_PER_FRAME[options.rate ?? '25'],
      isDropFrame: options.isDropFrame ?? false,
      widthPx: options.widthPx ?? 1920,
      heightPx: options.heightPx ?? 1080,
      zeroPoint: secondsToTicks(options.zeroPointSeconds ?? 0),
      inPoint: null,
      outPoint: null,
      playhead: 0n,
      video: [emptyTrack(this.#world.newNumber(), 'Video 1')],
      audio: [emptyTrack(this.#world.newNumber(), 'Audio 1')],
      markers: [],
      properties: {},
    });
    this.record.activeSequenceGuid ??= guid;
    return new SequenceBuilder(this.#world, this.record, guid)
      .tracks('video', options.videoTracks ?? 1)
      .tracks('audio', options.audioTracks ?? 1);
  }
}
