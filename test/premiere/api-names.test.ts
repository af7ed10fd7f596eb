// The adapter against the typings: only members that exist, actions only where `transact` makes them, no way around the compiler.
import { expect, test } from '@jest/globals';
import { readApiSurface } from './api-surface.js';
import { readSource } from './premiere-source.js';

const facts = readSource();

test('every member of Premiere that the adapter uses is in the typings', () => {
  const surface = readApiSurface();
  const known = new Set(
    Object.entries(surface).flatMap(([type, lines]) =>
      lines.map((line) => `${type}.${line.split(/[(:]/)[0]?.trim() ?? ''}`),
    ),
  );
  expect(facts.members.size).toBeGreaterThan(80);
  expect([...facts.members].filter((member) => !known.has(member))).toEqual([]);
  for (const member of [
    'SequenceEditor.createOverwriteItemAction',
    'Project.lockedAccess',
    'TickTime.ticks',
  ]) {
    expect(facts.members).toContain(member);
  }
});

test('times are read as text, never as inexact numbers', () => {
  expect([...facts.members].filter((member) => /TickTime\.(ticksNumber|seconds)$/.test(member))).toEqual([]);
});

test('every action is made inside an ActionFactory, and only transact calls those', () => {
  expect(facts.looseActions).toEqual([]);
  expect([...new Set(facts.factoryCalls.map(({ file }) => file))]).toEqual(['transact.ts']);
});

test('the typings are never imported as a value, and nothing is hidden from the compiler', () => {
  expect(facts.valueImports).toEqual([]);
  expect(facts.escapes).toEqual([]);
});

test('the checks find what they look for', () => {
  const wrong = readSource({
    'wrong.ts': `
      import { Constants, type Markers } from '@adobe/premierepro';
      import type { ActionFactory } from './transact.js';
      export function add(markers: Markers): unknown {
        const late: ActionFactory = () => markers.createAddMarkerAction('fine');
        const sneaky = markers as unknown as { addMarker(): any };
        return [markers.createAddMarkerAction('too early'), late(), sneaky.addMarker(), Constants];
      }
    `,
  });
  expect(wrong.looseActions.map(({ text }) => text)).toEqual(["markers.createAddMarkerAction('too early')"]);
  expect(wrong.factoryCalls.map(({ text }) => text)).toEqual(['late()']);
  expect(wrong.valueImports).toHaveLength(1);
  expect(wrong.escapes).toHaveLength(2);
});
