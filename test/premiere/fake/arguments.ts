// F13: what a native call says to too few, wrong or foreign arguments, by the parameter types of the typings.
import type { ApiMember, ApiParameter } from './api.js';
import { assertLive, metaOf, type HandleMeta } from './native.js';
import type { FakeWorld } from './world.js';

const TOO_FEW = 'Not Enough Parameters';
const WRONG_TYPE = 'Illegal Parameter type';
const WRONG_VALUE = 'Invalid parameter.';

export function checkArguments(world: FakeWorld, self: HandleMeta, member: ApiMember, args: unknown[]): void {
  const needed = member.parameters.filter((parameter) => !parameter.isOptional).length;
  if (args.length < needed) throw new Error(TOO_FEW);
  for (const [index, parameter] of member.parameters.entries()) {
    if (index >= args.length) return;
    checkArgument(world, self, member, parameter, args[index]);
  }
}

function checkArgument(
  world: FakeWorld,
  self: HandleMeta,
  member: ApiMember,
  parameter: ApiParameter,
  value: unknown,
): void {
  if (value === undefined) throw new Error(WRONG_TYPE);
  if (value === null && parameter.isOptional) return;
  if (parameter.types.some((type) => isOfType(world, type, value))) {
    assertArgumentFits(world, self, member, value);
    return;
  }
  // A cast wrapper is an object of the right family and the wrong kind (R16).
  const wantsItem = parameter.types.includes('ProjectItem');
  if (wantsItem && ['ClipProjectItem', 'FolderItem'].includes(metaOf(value)?.type ?? '')) {
    if (member.name === 'cast') return;
    throw new Error(WRONG_VALUE);
  }
  // Markers of a raw project item resolve to null instead of failing (F22).
  if (member.name === 'getMarkers' && metaOf(value)?.type === 'ProjectItem') return;
  throw new Error(WRONG_TYPE);
}

function assertArgumentFits(world: FakeWorld, self: HandleMeta, member: ApiMember, value: unknown): void {
  const meta = metaOf(value);
  if (meta) {
    assertLive(world, meta);
    const isForeign =
      meta.projectGuid !== null && self.projectGuid !== null && meta.projectGuid !== self.projectGuid;
    if (isForeign) throw new Error(WRONG_VALUE);
  }
  if (typeof value === 'number' && Number.isNaN(value)) throw new Error(WRONG_VALUE);
  if (member.name === 'createWithTicks' && !/^-?\d+$/.test(String(value))) throw new Error(WRONG_VALUE);
}

function isOfType(world: FakeWorld, type: string, value: unknown): boolean {
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type;
  if (type === 'function') return typeof value === 'function';
  if (type === 'object') return typeof value === 'object';
  if (type.endsWith('[]')) {
    const inner = type.slice(0, -2);
    return Array.isArray(value) && value.every((entry) => isOfType(world, inner, entry));
  }
  if (type.startsWith('Constants.')) return world.isConstant(type.slice('Constants.'.length), value);
  if (type === 'Action') return world.locks.isAction(value);
  return metaOf(value)?.type === type;
}
