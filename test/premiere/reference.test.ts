// Adobe's reference pages beside Adobe's typings: where the two disagree about what the panel uses nothing is known, and the fake must have
// a profile for each. Of the JSON's `withoutCommit` the stored page names no commit; of `withoutPage` none in that form was found.
import { readdirSync, readFileSync } from 'node:fs';
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

const ADAPTER = new URL('../../plugin/src/premiere/', import.meta.url);

function adapterText(): string {
  return readdirSync(ADAPTER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, ADAPTER), 'utf8'))
    .join('\n');
}

test('of what the panel uses, pages and typings disagree about the times of media files and about nothing else', () => {
  expect(disagreements(reference.types, typingsTable())).toEqual([
    'Media.start: Promise<TickTime>, typed TickTime',
    'Media.duration: Promise<TickTime>, typed TickTime',
    // A field type is never asked for.
    'SequenceSettings.getVideoFieldType(): Promise<Constants.VideoFieldType>, typed Promise<number>',
  ]);
  expect(adapterText()).not.toContain('getVideoFieldType');
  const guises = Object.values(PROFILES).map(({ mediaTimes }) => mediaTimes);
  expect(new Set(guises)).toEqual(new Set(['promise', 'value']));
});

test('the constants of classes that the panel uses are in the typings alone: the pages list none', () => {
  const used = [...adapterText().matchAll(/\bppro\.[A-Z]\w+\.[A-Z][A-Z_]+\b/g)];
  const names = [...new Set(used.map(([found]) => found.replace(/^ppro\.(\w+)/, '$1Static')))].sort();
  expect(names).toEqual([
    'MarkerStatic.MARKER_TYPE_COMMENT',
    'ProjectItemStatic.TYPE_BIN',
    'TickTimeStatic.TIME_INVALID',
    'TickTimeStatic.TIME_ZERO',
  ]);
  const isIn = (table: Table) => (name: string) => {
    const [type = '', member = ''] = name.split('.');
    return table[type]?.[member] !== undefined;
  };
  expect(names.filter(isIn(reference.types))).toEqual([]);
  expect(names.filter(isIn(typingsTable()))).toEqual(names);
});

test('a class is either compared, or said to have no page', () => {
  const isCompared = (type: string) => type in reference.types || `${type}Static` in reference.types;
  expect(reference.withoutCommit.filter((type) => !isCompared(type))).toEqual([]);
  expect(reference.withoutPage.filter(isCompared)).toEqual([]);
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
