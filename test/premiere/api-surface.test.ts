// The fake's idea of the API is the installed typings' idea of it.
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readApiSurface, writeApiMembers } from './api-surface.js';

test('the member list of the fake is the one that the typings give', () => {
  const written = readFileSync(new URL('./fake/api-members.json', import.meta.url), 'utf8');
  expect(written).toBe(writeApiMembers(readApiSurface()));
});

test('the typings still have the members that the adapter rests on', () => {
  const surface = readApiSurface();
  expect(surface.SequenceEditor).toContain(
    'createOverwriteItemAction(ProjectItem, TickTime, number, number): Action',
  );
  expect(surface.Sequence).toContain('setSelection(TrackItemSelection): boolean');
  expect(Object.keys(surface).length).toBeGreaterThan(100);
});
