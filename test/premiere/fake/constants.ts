// F27: the enums with the values they have at run time, which are not the ordinals of the typings.
import { API_ENUMS } from './api.js';
import { FakeApiError } from './native.js';
import type { Profile } from './profiles.js';

type Value = number | string;

const RUNTIME_VALUES: Record<string, Record<string, Value>> = {
  InterpolationMode: { LINEAR: 0, HOLD: 4, BEZIER: 5 },
  ExportType: {
    QUEUE_TO_AME: 'com.adobe.mezzanine.export.queue.ame',
    QUEUE_TO_APP: 'com.adobe.mezzanine.export.queue.batch',
    IMMEDIATELY: 'com.adobe.mezzanine.export.immediately',
  },
  MediaType: {
    ANY: 'ffffffff-0000-4000-8000-000000000000',
    DATA: '228cda18-0000-4000-8000-000000000003',
    VIDEO: '228cda18-0000-4000-8000-000000000001',
    AUDIO: '228cda18-0000-4000-8000-000000000002',
  },
  MarkerColor: { GREEN: 0, RED: 1, MAGNETA: 2, ORANGE: 3, YELLOW: 4, BLUE: 6, CYAN: 7 },
  PropertyType: { PERSISTENT: 1, NON_PERSISTENT: 0 },
  SequenceEvent: {
    ACTIVATED: 'onActiveSequenceChanged',
    CLOSED: 'onSequenceClosed',
    SELECTION_CHANGED: 'onSelectionChanged',
  },
  VideoDisplayFormatType: {
    FPS_23_976: 110,
    FPS_25: 101,
    FPS_29_97: 102,
    FPS_29_97_NON_DROP: 103,
    FRAMES: 109,
  },
};

const EVENT_ENUMS = [
  'ProjectEvent',
  'OperationCompleteEvent',
  'AudioTrackEvent',
  'VideoTrackEvent',
  'SnapEvent',
  'EncoderEvent',
];

function enumValues(name: string, members: string[]): Record<string, Value> {
  const measured = RUNTIME_VALUES[name] ?? {};
  return Object.fromEntries(
    members.map((member, ordinal) => {
      const fallback = EVENT_ENUMS.includes(name) ? `on${name}:${member}` : ordinal;
      return [member, measured[member] ?? fallback];
    }),
  );
}

export const CONSTANTS: Record<string, Record<string, Value>> = Object.fromEntries(
  Object.entries(API_ENUMS).map(([name, members]) => [name, enumValues(name, members)]),
);

/** F37: objects that say nothing of what they stand for. */
const MEDIA_TYPE_OBJECTS = new Map<object, string>(
  Object.keys(CONSTANTS.MediaType ?? {}).map((member) => [{}, member]),
);

type ConstantProfile = Pick<Profile, 'hasObjectConstants'>;

export function constantsOf(name: string, { hasObjectConstants }: ConstantProfile): Record<string, unknown> {
  if (name !== 'MediaType' || !hasObjectConstants) return CONSTANTS[name] ?? {};
  return Object.fromEntries([...MEDIA_TYPE_OBJECTS].map(([value, member]) => [member, value]));
}

/** The text behind a media type, in whichever guise it is given. */
export function mediaTypeText(value: unknown): string {
  const member = typeof value === 'object' && value !== null ? MEDIA_TYPE_OBJECTS.get(value) : undefined;
  return member === undefined ? String(value) : String(constant('MediaType', member));
}

function guarded<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key) => {
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      if (!(key in object))
        throw new FakeApiError(`not in @adobe/premierepro 26.3.0 typings: ${name}.${key}`);
      return (object as Record<string, unknown>)[key];
    },
  });
}

export function makeConstants(profile: ConstantProfile): object {
  const enums = Object.keys(CONSTANTS).map((name) => [
    name,
    guarded(`Constants.${name}`, constantsOf(name, profile)),
  ]);
  return guarded('Constants', Object.fromEntries(enums) as object);
}

export function constant(enumName: string, member: string): Value {
  const value = CONSTANTS[enumName]?.[member];
  if (value === undefined) throw new FakeApiError(`no Constants.${enumName}.${member}`);
  return value;
}
