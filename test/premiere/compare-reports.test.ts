// A report from elsewhere beside the fake's own.
import { expect, test } from '@jest/globals';
import { compareReports, fakeReport, nearestVersion } from './compare-reports.js';

test('a report beside itself has no differences; another profile differs where profiles do', async () => {
  const strict = await fakeReport('strict', '26.3.2');
  expect(compareReports(strict, await fakeReport('strict', '26.3.2'))).toEqual([]);
  const differing = compareReports(await fakeReport('cut', '26.3.2'), strict).map(({ id }) => id);
  expect(differing).toEqual(['P2', 'P12']);
});

test('the version of the fake is the newest that is not newer', () => {
  expect(['25.6.1', '26.1.0', '26.3.0', '26.4.9', '26.5.2', '27.0.0'].map(nearestVersion)).toEqual([
    '25.6.0',
    '25.6.0',
    '26.3.2',
    '26.3.2',
    '26.5.2',
    '26.5.2',
  ]);
});
