// A text of any length in the properties of a sequence: each property stays small, since nobody has measured how large one may be (P6).
import type { Properties } from '@adobe/premierepro';
import type { PremiereContext } from './modules.js';
import type { ActionFactory } from './transact.js';

export const LARGEST_CHARACTERS = 7_500;

const chunkKey = (key: string, index: number): string => `${key}.${index}`;

/** The first chunk begins with their number. Null when there is no such text, or a chunk of it is missing. */
export function readText(properties: Properties, key: string): string | null {
  const first = valueOf(properties, chunkKey(key, 0));
  const [, count, start] = first === null ? [] : (/^(\d+)\|([\s\S]*)$/.exec(first) ?? []);
  if (count === undefined || start === undefined) return null;
  const chunks: string[] = [start];
  for (let index = 1; index < Number(count); index++) {
    const chunk = valueOf(properties, chunkKey(key, index));
    if (chunk === null) return null;
    chunks.push(chunk);
  }
  return chunks.join('');
}

export function valueOf(properties: Properties, key: string): string | null {
  return properties.hasValue(key) ? properties.getValue(key) : null;
}

/** Replaces the text; an empty one leaves nothing behind. */
export function writeText(
  { ppro }: PremiereContext,
  properties: Properties,
  key: string,
  text: string,
): ActionFactory[] {
  const chunks = text === '' ? [] : split(text);
  const { PERSISTENT } = ppro.Constants.PropertyType;
  const values = chunks.map((chunk, index) => (index === 0 ? `${chunks.length}|${chunk}` : chunk));
  const sets = values.map(
    (value, index): ActionFactory =>
      () =>
        properties.createSetValueAction(chunkKey(key, index), value, PERSISTENT),
  );
  return [...sets, ...clearFrom(properties, key, chunks.length)];
}

function split(text: string): string[] {
  const count = Math.ceil(text.length / LARGEST_CHARACTERS);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * LARGEST_CHARACTERS, (index + 1) * LARGEST_CHARACTERS),
  );
}

function clearFrom(properties: Properties, key: string, from: number): ActionFactory[] {
  const actions: ActionFactory[] = [];
  for (let index = from; properties.hasValue(chunkKey(key, index)); index++) {
    actions.push(() => properties.createClearValueAction(chunkKey(key, index)));
  }
  return actions;
}
