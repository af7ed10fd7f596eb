// Asks all open questions on a scratch sequence and takes it away again. The report is data for whoever keeps premiere-facts.
import type { Project, ProjectItem, Sequence } from '@adobe/premierepro';
import { ScoreError, TICKS_PER_SECOND } from '@framescore/contract';
import { findItem, importMedia } from '../import-media.js';
import type { PremiereContext } from '../modules.js';
import { openSequence } from '../open-sequence.js';
import { nativeMessage, throwIfCancelled } from '../problems.js';
import { freshName, temporaryFolder } from '../temporary-files.js';
import { commit } from '../transact.js';
import { PLACING_PROBES } from './placing-probes.js';
import type { Probe, ProbeReport, ProbeResult, ProbeScene } from './probe.js';
import { READING_PROBES } from './reading-probes.js';
import { TONE_SAMPLES, toneFile } from './tone-file.js';

/** A rest between questions: many commits in a row tire Premiere (R12). */
const REST_MS = 600;

export const PROBES: Probe[] = [...READING_PROBES, ...PLACING_PROBES].sort(
  (a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)),
);

export async function runProbes(context: PremiereContext, signal: AbortSignal): Promise<string> {
  const stage = await setStage(context, signal);
  const results: ProbeResult[] = [];
  try {
    for (const probe of PROBES) {
      throwIfCancelled(signal);
      results.push(await askOne(probe, stage.scene));
      await context.wait(REST_MS);
    }
  } finally {
    await stage.strike();
  }
  const report: ProbeReport = {
    schemaVersion: 1,
    host: { name: context.uxp.host?.name ?? '', version: context.uxp.host?.version ?? '' },
    askedAt: new Date().toISOString(),
    results,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

async function askOne(probe: Probe, scene: ProbeScene): Promise<ProbeResult> {
  const common = { id: probe.id, question: probe.question, byHand: probe.byHand ?? null };
  if (!probe.ask) return { ...common, status: 'by-hand', answer: null };
  try {
    return { ...common, status: 'answered', answer: await probe.ask(scene) };
  } catch (error) {
    throwIfCancelled(scene.signal);
    return { ...common, status: 'failed', answer: nativeMessage(error) };
  }
}

type Stage = { scene: ProbeScene; strike: () => Promise<void> };

async function setStage(context: PremiereContext, signal: AbortSignal): Promise<Stage> {
  const first = (await context.ppro.Project.getActiveProject()) as Project | null;
  if (!first) throw new ScoreError('no-active-sequence', 'Open a project first; a new empty one is best.');
  const before = (await first.getActiveSequence()) as Sequence | null;
  const beforeGuid = before?.guid.toString() ?? null;
  const scratch = (await first.createSequence('FrameScore questions')) as Sequence | null;
  if (!scratch) throw new ScoreError('timeline-rejected', 'Premiere made no scratch sequence.');
  const guid = scratch.guid.toString();
  const project = async () => (await openSequence(context, guid)).project;
  const itemId = await importTone(context, project, signal);
  const scene: ProbeScene = {
    context,
    signal,
    project,
    scratch: async () => (await openSequence(context, guid)).sequence,
    opened: async () => (beforeGuid === null ? null : (await openSequence(context, beforeGuid)).sequence),
    tone: () => toneItem(context, project, itemId),
    toneTicks: (BigInt(TONE_SAMPLES) * TICKS_PER_SECOND) / 48_000n,
  };
  return { scene, strike: () => strike(context, guid, beforeGuid, itemId) };
}

async function toneItem(
  context: PremiereContext,
  project: () => Promise<Project>,
  itemId: string,
): Promise<ProjectItem> {
  const item = await findItem(context, await project(), itemId);
  if (!item) throw new Error('the tone is no longer in the project');
  return item;
}

async function importTone(
  context: PremiereContext,
  projectOf: () => Promise<Project>,
  signal: AbortSignal,
): Promise<string> {
  const folder = await temporaryFolder(context);
  const file = await folder.createFile(freshName('tone', 'wav'), { overwrite: true });
  await file.write(toneFile(), { format: context.uxp.storage.formats.binary });
  return importMedia(context, { projectOf, path: file.nativePath }, signal);
}

/** Takes the scratch sequence and the tone away, and shows the sequence that was open before. */
async function strike(
  context: PremiereContext,
  guid: string,
  beforeGuid: string | null,
  itemId: string,
): Promise<void> {
  const signal = new AbortController().signal;
  const { project, sequence } = await openSequence(context, guid);
  await project.deleteSequence(sequence);
  await commit(context, 'FrameScore question: remove tone', signal, async () => {
    const item = await findItem(context, project, itemId);
    const bin = item?.getParentBin();
    return { project, factories: item && bin ? [() => bin.createRemoveItemAction(item)] : [] };
  });
  if (beforeGuid === null) return;
  const before = (await project.getSequences()).find((one) => one.guid.toString() === beforeGuid);
  if (before) await project.setActiveSequence(before);
}
