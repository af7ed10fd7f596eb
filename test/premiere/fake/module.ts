// What require("premierepro") returns: the statics of the typings over one world. Anything else throws.
import type { Project, ProjectItem, Sequence, premierepro } from '@adobe/premierepro';
import { makeConstants, constant } from './constants.js';
import { editorStatic } from './editor.js';
import { converterStatic, encoderStatic, exporterStatic } from './exports.js';
import { markersStatic } from './markers.js';
import { metaOf, native } from './native.js';
import { itemState, itemStatics } from './project-items.js';
import { projectStatic } from './projects.js';
import { propertiesStatic } from './properties.js';
import { selectionStatic } from './selections.js';
import { frameRateStatic, makeGuid, tickTimeStatic } from './time.js';
import type { FakeWorld } from './world.js';

export function makeModule(world: FakeWorld): premierepro {
  const statik = (type: string, members: object): unknown =>
    native<object>(world, type, members, { kind: 'value', id: type });
  const items = itemStatics(world);
  const members: Record<string, unknown> = {
    // F28: null at run time, whatever the typings say.
    Application: statik('Application', { version: null }),
    Project: statik('ProjectStatic', projectStatic(world)),
    ProjectItem: statik('ProjectItemStatic', items.raw),
    ClipProjectItem: statik('ClipProjectItemStatic', items.clip),
    FolderItem: statik('FolderItemStatic', items.folder),
    Sequence: statik('SequenceStatic', {}),
    SequenceEditor: statik('SequenceEditorStatic', editorStatic(world)),
    SequenceSettings: statik('SequenceSettingsStatic', sequenceSettingsStatic()),
    TrackItemSelection: statik('TrackItemSelectionStatic', selectionStatic(world)),
    Marker: statik('MarkerStatic', markerTypes()),
    Markers: statik('MarkersStatic', markersStatic(world)),
    Properties: statik('PropertiesStatic', propertiesStatic(world)),
    Exporter: statik('ExporterStatic', exporterStatic(world)),
    EncoderManager: statik('EncoderManagerStatic', encoderStatic(world)),
    ProjectConverter: statik('ProjectConverterStatic', converterStatic(world)),
    EventManager: statik('EventManagerStatic', eventStatic(world)),
    ProjectSettings: statik('ProjectSettingsStatic', ingestStatic(world)),
    Metadata: statik('MetadataStatic', metadataStatic(world)),
    TickTime: statik('TickTimeStatic', tickTimeStatic(world)),
    FrameRate: statik('FrameRateStatic', frameRateStatic(world)),
    Guid: statik('GuidStatic', { fromString: (text: string) => makeGuid(world, text) }),
    Constants: makeConstants(world.profile),
  };
  return native<premierepro>(world, 'premierepro', members, { kind: 'value', id: 'premierepro' });
}

function markerTypes(): object {
  return {
    MARKER_TYPE_COMMENT: 'Comment',
    MARKER_TYPE_CHAPTER: 'Chapter',
    MARKER_TYPE_FLVCUEPOINT: 'FLVCuePoint',
    MARKER_TYPE_WEBLINK: 'WebLink',
  };
}

function sequenceSettingsStatic(): object {
  return {
    VIDEO_DISPLAY_FORMAT_23976: 110,
    VIDEO_DISPLAY_FORMAT_25: 101,
    VIDEO_DISPLAY_FORMAT_2997: constant('VideoDisplayFormatType', 'FPS_29_97'),
    VIDEO_DISPLAY_FORMAT_2997_NON_DROP: constant('VideoDisplayFormatType', 'FPS_29_97_NON_DROP'),
    VIDEO_DISPLAY_FORMAT_FRAMES: 109,
  };
}

function eventStatic(world: FakeWorld): object {
  type Handler = (event?: object) => void;
  return {
    addEventListener: (target: Project | Sequence, name: string, handler: Handler) =>
      world.events.add(metaOf(target)?.id ?? '', name, handler),
    removeEventListener: (target: Project | Sequence, name: string, handler: Handler) =>
      world.events.remove(metaOf(target)?.id ?? '', name, handler),
    addGlobalEventListener: (name: string, handler: Handler) => world.events.add(null, name, handler),
    removeGlobalEventListener: (name: string, handler: Handler) => world.events.remove(null, name, handler),
  };
}

function ingestStatic(world: FakeWorld): object {
  const members = { getIsIngestEnabled: () => false, setIngestEnabled: () => false };
  return {
    getIngestSettings: () =>
      native<typeof members>(world, 'IngestSettings', members, { kind: 'value', id: 'ingest' }),
  };
}

function metadataStatic(world: FakeWorld): object {
  return {
    getProjectColumnsMetadata: (item: ProjectItem) => {
      const meta = metaOf(item);
      const { media } = itemState(world, meta?.projectGuid ?? '', meta?.id ?? '');
      return JSON.stringify([
        { ColumnID: 'Column.Intrinsic.MediaStart', ColumnValue: String(media?.mediaStartTicks ?? 0n) },
      ]);
    },
  };
}
