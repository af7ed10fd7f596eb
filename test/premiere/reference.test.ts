// Adobe's reference pages beside Adobe's typings: where the two disagree nothing is known, and the fake must have a profile for each.
import { expect, test } from '@jest/globals';
import { readApiSurface } from './api-surface.js';
import { PROFILES } from './fake/index.js';
import reference from './reference-members.json' with { type: 'json' };

type Table = Record<string, Record<string, string>>;

/** `Type.member` -> its type, the brackets standing for a method. */
function typingsTable(): Table {
  const table = Object.entries(readApiSurface()).map(([type, lines]) => {
    const members = lines.flatMap((line) => {
      const [, name, call, result] = /^(\w+)(\(.*\))?: (.*)$/.exec(line) ?? [];
      return name && result ? [[`${name}${call ? '()' : ''}`, result.replaceAll(' ', '')]] : [];
    });
    return [type, Object.fromEntries(members) as Record<string, string>] as const;
  });
  return Object.fromEntries(table);
}

function disagreements(pages: Table, typings: Table): string[] {
  return Object.entries(pages).flatMap(([type, members]) =>
    Object.entries(members).flatMap(([member, told]) => {
      const typed = typings[type]?.[member] ?? 'nothing';
      return typed === told.replaceAll(' ', '') ? [] : [`${type}.${member}: ${told}, typed ${typed}`];
    }),
  );
}

test('pages and typings disagree about the times of media files and about nothing else', () => {
  expect(disagreements(reference.types, typingsTable())).toEqual([
    'Media.start: Promise<TickTime>, typed TickTime',
    'Media.duration: Promise<TickTime>, typed TickTime',
  ]);
  const guises = Object.values(PROFILES).map(({ mediaTimes }) => mediaTimes);
  expect(new Set(guises)).toEqual(new Set(['promise', 'value']));
});

test('a new disagreement is found: another type, or a member that the typings lack', () => {
  const { Marker } = reference.types;
  const changed = {
    Marker: { ...Marker, 'getStart()': 'Promise<TickTime>', 'getMood()': 'string' },
  };
  expect(disagreements(changed, typingsTable())).toEqual([
    'Marker.getStart(): Promise<TickTime>, typed TickTime',
    'Marker.getMood(): string, typed nothing',
  ]);
});
