// Sets a report of the open questions from a real Premiere beside the fake's: `npx tsx test/premiere/compare-reports.ts report.json`.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ProbeReport } from '../../plugin/src/premiere/probes/probe.js';
import { HOST_VERSIONS, PROFILES, type HostVersion, type ProfileName } from './fake/index.js';
import { SIGNAL, threeShots } from './support/worlds.js';

/** Answers that are about the user's own timeline or machine, and mean nothing beside another one. */
const OF_THE_MACHINE = new Set(['P4', 'P5', 'P8', 'P14']);

export type Difference = { id: string; question: string; real: unknown; fake: unknown };

export async function fakeReport(profile: ProfileName, hostVersion: HostVersion): Promise<ProbeReport> {
  const { port } = threeShots({ profile, hostVersion });
  return JSON.parse(await port.runProbes(SIGNAL)) as ProbeReport;
}

/** Questions that the real program answered otherwise than the fake. */
export function compareReports(real: ProbeReport, fake: ProbeReport): Difference[] {
  return real.results
    .filter(({ id, status }) => status !== 'by-hand' && !OF_THE_MACHINE.has(id))
    .flatMap(({ id, question, answer }) => {
      const other = fake.results.find((result) => result.id === id)?.answer ?? null;
      return JSON.stringify(answer) === JSON.stringify(other)
        ? []
        : [{ id, question, real: answer, fake: other }];
    });
}

/** The version of the fake that stands for the reported one: the newest that is not newer. */
export function nearestVersion(version: string): HostVersion {
  const number = (text: string): number => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return major * 100 + minor;
  };
  const older = HOST_VERSIONS.filter((one) => number(one) <= number(version));
  return older.at(-1) ?? '25.6.0';
}

async function main(path: string): Promise<void> {
  const real = JSON.parse(readFileSync(path, 'utf8')) as ProbeReport;
  for (const profile of Object.keys(PROFILES) as ProfileName[]) {
    const differences = compareReports(real, await fakeReport(profile, nearestVersion(real.host.version)));
    console.log(`${profile}: ${differences.length} answers differ`);
    for (const { id, question, ...answers } of differences)
      console.log(`  ${id} ${question}\n    ${JSON.stringify(answers)}`);
  }
}

const [, script = '', report] = process.argv;
if (report && import.meta.url === pathToFileURL(script).href) await main(report);
