// F23: named values of a project or a sequence; a missing key throws, a change is an action.
import type { Project, Properties, Sequence } from '@adobe/premierepro';
import { constant } from './constants.js';
import type { ActionBody } from './locks.js';
import { withSequence, type PropertyState } from './model.js';
import { metaOf, native, type Implementation } from './native.js';
import type { FakeWorld } from './world.js';

type Owner = { projectGuid: string; sequenceGuid: string | null };
type Values = Readonly<Record<string, PropertyState>>;

export function propertiesStatic(world: FakeWorld): object {
  return {
    getProperties: (target: Project | Sequence) => {
      const meta = metaOf(target);
      const projectGuid = meta?.projectGuid ?? '';
      const sequenceGuid = meta?.type === 'Sequence' ? meta.id : null;
      return makeProperties(world, { projectGuid, sequenceGuid });
    },
    PROPERTY_PERSISTENT: constant('PropertyType', 'PERSISTENT'),
    PROPERTY_NON_PERSISTENT: constant('PropertyType', 'NON_PERSISTENT'),
  };
}

function makeProperties(world: FakeWorld, owner: Owner): Properties {
  const values = (): Values =>
    owner.sequenceGuid === null
      ? world.project(owner.projectGuid).state.properties
      : world.sequence(owner.projectGuid, owner.sequenceGuid).properties;
  const get = (name: string): string | number | boolean => {
    const property = values()[name];
    if (!property) throw new Error(`no property ${name}`);
    return property.value;
  };
  const members = {
    hasValue: (name) => values()[name] !== undefined,
    getValue: (name) => String(get(name)),
    getValueAsInt: (name) => Math.trunc(Number(get(name))),
    getValueAsFloat: (name) => Number(get(name)),
    getValueAsBool: (name) => Boolean(get(name)),
    createSetValueAction: (name, value, persistence) => {
      // F43
      if (String(value).length > world.profile.longestProperty) throw new Error('Invalid parameter.');
      const isPersistent = Number(persistence) === constant('PropertyType', 'PERSISTENT');
      return change(owner, (properties) => ({ ...properties, [name]: { value, isPersistent } }));
    },
    createClearValueAction: (name) =>
      change(owner, (properties) =>
        Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name)),
      ),
  } satisfies Implementation<Properties>;
  const options = {
    kind: 'container',
    id: owner.sequenceGuid ?? 'project',
    projectGuid: owner.projectGuid,
  } as const;
  return native<Properties>(world, 'Properties', members, options);
}

function change(owner: Owner, edit: (values: Values) => Values): ActionBody {
  return (working) => {
    if (owner.sequenceGuid === null) return { ...working, properties: edit(working.properties) };
    return withSequence(working, owner.sequenceGuid, (one) => ({ ...one, properties: edit(one.properties) }));
  };
}
