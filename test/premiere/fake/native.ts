// Native-like objects: only members of the typings, handles that go stale, arguments that are checked, calls that are counted. Knows no command.
import { apiType, type ApiMember } from './api.js';
import { checkArguments } from './arguments.js';
import { isAtLeast, NEWER, SINCE } from './profiles.js';
import type { FakeWorld } from './world.js';

/** A call of something that does not exist: what a runtime answers with a TypeError. */
export class FakeApiError extends TypeError {}

export const STALE = 'The script object is no longer valid.';

/** A type of the typings as the fake writes it down: the wrapper makes the promises. */
export type Implementation<T> = {
  [K in keyof T]?: T[K] extends (...args: infer A) => Promise<infer R>
    ? (...args: A) => R | null | Promise<R | null>
    : T[K] extends (...args: infer A) => unknown
      ? (...args: A) => unknown
      : T[K];
};

export type HandleKind = 'root' | 'item' | 'project-item' | 'container' | 'value';

export type HandleMeta = {
  type: string;
  kind: HandleKind;
  /** What it stands for, e.g. the id of a track item. */
  id: string;
  projectGuid: string | null;
  bornAtEpoch: number;
  bornAtAwait: number;
  /** Whether its entity still exists. */
  exists: () => boolean;
};

const metas = new WeakMap<object, HandleMeta>();

export function metaOf(value: unknown): HandleMeta | undefined {
  return typeof value === 'object' && value !== null ? metas.get(value) : undefined;
}

export type HandleOptions = {
  kind: HandleKind;
  id: string;
  projectGuid?: string;
  exists?: () => boolean;
};

/** Members that JavaScript, promises and test printers ask every object for. */
const SILENT = new Set([
  'then',
  'toJSON',
  'constructor',
  '$$typeof',
  'asymmetricMatch',
  'nodeType',
  'tagName',
]);

export function native<T>(
  world: FakeWorld,
  type: string,
  members: Implementation<T>,
  options: HandleOptions,
): T {
  const api = apiType(type);
  const epochs = world.epochsOf(options.projectGuid);
  const meta: HandleMeta = {
    type,
    kind: options.kind,
    id: options.id,
    projectGuid: options.projectGuid ?? null,
    bornAtEpoch: epochs.commit,
    bornAtAwait: epochs.await,
    exists: options.exists ?? (() => true),
  };
  const wrapped = new Map<string, unknown>();
  const proxy = new Proxy(members, {
    get: (target, key) => {
      if (typeof key === 'symbol' || SILENT.has(key)) return undefined;
      if (key === 'toString' && !api.has(key)) return () => `[object ${type}]`;
      const newer = NEWER[`${type}.${key}`];
      if (newer && !isAtLeast(world.hostVersion, newer)) return undefined;
      const member = newer ? newerMember(key) : api.get(key);
      if (!member) throw new FakeApiError(`not in @adobe/premierepro 26.3.0 typings: ${type}.${key}`);
      const since = SINCE[`${type}.${key}`];
      if (since && !isAtLeast(world.hostVersion, since)) return undefined;
      if (!(key in target)) throw new FakeApiError(`the fake has no ${type}.${key}`);
      if (!member.isMethod) {
        world.assertUsable();
        if (meta.kind !== 'value') assertLive(world, meta);
        return (target as Record<string, unknown>)[key];
      }
      if (!wrapped.has(key)) wrapped.set(key, wrap(world, meta, member, target as Members));
      return wrapped.get(key);
    },
    set: (target, key, value) => {
      if (typeof key === 'symbol' || !api.has(key)) throw new FakeApiError(`no ${type}.${String(key)}`);
      (target as Record<string, unknown>)[key] = value;
      return true;
    },
    has: (_target, key) => typeof key === 'string' && api.has(key),
    // Native statics list the names of Array.prototype, which helps nobody (F-8.1).
    ownKeys: () => [],
    getOwnPropertyDescriptor: () => undefined,
  });
  metas.set(proxy, meta);
  return proxy as T;
}

/** All that are known are asynchronous and take nothing. */
function newerMember(name: string): ApiMember {
  return { name, isMethod: true, isAsync: true, makesAction: false, parameters: [] };
}

type Members = Record<string, (...args: unknown[]) => unknown>;

function wrap(world: FakeWorld, meta: HandleMeta, member: ApiMember, members: Members): unknown {
  const perform = (args: unknown[]): unknown => {
    assertLive(world, meta);
    checkArguments(world, meta, member, args);
    return members[member.name]?.(...args);
  };
  // No declared parameters: `length` of a native binding is 0.
  return (...args: unknown[]): unknown => {
    const name = `${meta.type}.${member.name}`;
    world.noteCall(name);
    world.assertUsable();
    if (member.makesAction) {
      assertLive(world, meta);
      checkArguments(world, meta, member, args);
      return world.locks.createAction(name, () => members[member.name]?.(...args));
    }
    const failing = world.faults.failingReads[name];
    const read = (): unknown => {
      // Some natives throw plain strings (F28).
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (failing?.id === meta.id) throw failing.error;
      const odd = world.faults.oddReads[name];
      if (odd?.id === meta.id) return odd.answer;
      return perform(args);
    };
    if (!world.isAsyncMember(meta.type, member)) return read();
    if (world.faults.silentReads.has(name)) return new Promise(() => undefined);
    return world.answer(read);
  };
}

/** F5, F6: throws when the handle is older than what it stands for. */
export function assertLive(world: FakeWorld, meta: HandleMeta): void {
  if (!isLive(world, meta)) throw new Error(STALE);
}

export function isLive(world: FakeWorld, meta: HandleMeta): boolean {
  if (!meta.exists()) return false;
  if (meta.projectGuid === null || meta.kind === 'root' || meta.kind === 'value') return true;
  const epochs = world.epochsOf(meta.projectGuid);
  const rule = world.profile.staleAfterCommit;
  const diesWithCommit = rule === 'all-but-roots' || (rule === 'track-items' && meta.kind === 'item');
  if (diesWithCommit && meta.bornAtEpoch !== epochs.commit) return false;
  return meta.kind !== 'item' || meta.bornAtAwait === epochs.await;
}
