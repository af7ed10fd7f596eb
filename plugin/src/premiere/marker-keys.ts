// Which markers are ours where Premiere has lost their comments: their guids, or before 26.3 their places, kept with the sequence.
import type { Marker, Properties } from '@adobe/premierepro';
import { readText, writeText } from './chunked-property.js';
import type { PremiereContext } from './modules.js';
import { ticksOf } from './ticks.js';
import type { ActionFactory } from './transact.js';

export type MarkerKind = 'score' | 'beats';
export type MarkerKeys = Record<MarkerKind, ReadonlySet<string>>;

const KEY = 'framescore.markers.v1';
const KINDS: MarkerKind[] = ['score', 'beats'];

/** The guid, which 26.3 has; else place and name, which no marker of the user's is likely to share. */
export function keyOf(marker: Marker): string {
  const { guid } = marker as { guid?: Marker['guid'] };
  return guid ? guid.toString() : `${ticksOf(marker.getStart()).toString(36)} ${marker.getName()}`;
}

/** `guid` of the sequence: a duplicate of it carries copies of its properties, not of its markers' identities. */
export function readMarkerKeys(properties: Properties, guid: string): MarkerKeys {
  const keysOf = (kind: MarkerKind): ReadonlySet<string> => {
    const [owner, ...keys] = (readText(properties, `${KEY}.${kind}`) ?? '').split('\n');
    return new Set(owner === guid ? keys : []);
  };
  return { score: keysOf('score'), beats: keysOf('beats') };
}

/** None when they are kept already. */
export function storeKeyActions(
  context: PremiereContext,
  properties: Properties,
  guid: string,
  keys: MarkerKeys,
): ActionFactory[] {
  const before = readMarkerKeys(properties, guid);
  return KINDS.flatMap((kind) => {
    const isKept =
      keys[kind].size === before[kind].size && [...keys[kind]].every((key) => before[kind].has(key));
    if (isKept) return [];
    const text = keys[kind].size === 0 ? '' : [guid, ...keys[kind]].join('\n');
    return writeText(context, properties, `${KEY}.${kind}`, text);
  });
}
