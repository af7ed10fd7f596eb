// Makes the host start with the user's session, says whether it does, and takes that back. Per user: no rights are needed.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ScoreError } from '@framescore/contract';
import type { AutostartEntry, Command, HostProgram, UserPlace } from './autostart-entry.js';
import { launchAgent } from './launch-agent.js';
import { systemdUnit } from './systemd-unit.js';
import { windowsRun } from './windows-run.js';

/** Rejects when the command fails or is not there. */
export type RunCommand = (command: Command) => Promise<void>;
export type AutostartState = 'installed' | 'outdated' | 'absent';
export type AutostartStatus = { state: AutostartState; name: string; path: string };

const execute = promisify(execFile);
const MOST_TRIES = 4;

export const runSystemCommand: RunCommand = async ({ command, args }) => {
  await execute(command, [...args], { timeout: 20_000, windowsHide: true });
};

/** Throws usage-wrong on a system that has no entry of ours. */
export function autostartEntry(place: UserPlace, program: HostProgram): AutostartEntry {
  switch (place.platform) {
    case 'darwin':
      return launchAgent(place, program);
    case 'win32':
      return windowsRun(place, program);
    case 'linux':
      return systemdUnit(place, program);
    default:
      throw new ScoreError(
        'usage-wrong',
        `FrameScore cannot start by itself on ${place.platform}. Start "framescore serve" by hand.`,
      );
  }
}

/** Replaces an older entry. When the system refuses, nothing is left. Throws output-unwritable. */
export async function installAutostart(
  entry: AutostartEntry,
  run: RunCommand,
  retryWaitMs = 500,
): Promise<void> {
  await uninstallAutostart(entry, run);
  try {
    for (const file of entry.files) {
      await mkdir(path.dirname(file.path), { recursive: true });
      await writeFile(file.path, file.content, { mode: 0o600 });
    }
    for (const command of entry.install) await runPatiently(command, run, retryWaitMs);
  } catch (cause) {
    await uninstallAutostart(entry, run);
    const said = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : '';
    const detail = `The ${entry.name} could not be set up (${said}). Start "framescore serve" by hand.`;
    throw new ScoreError('output-unwritable', detail, { cause });
  }
}

/** launchd goes on with taking an old entry away after it has said that it did, and refuses the new one for a moment. */
async function runPatiently(command: Command, run: RunCommand, waitMs: number): Promise<void> {
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    const isDone = await run(command).then(
      () => true,
      () => false,
    );
    if (isDone) return;
    await wait(waitMs);
  }
  await run(command);
}

/** Also when it was never installed, or only in part. */
export async function uninstallAutostart(entry: AutostartEntry, run: RunCommand): Promise<void> {
  for (const command of entry.uninstall) await run(command).catch(() => undefined);
  for (const file of entry.files) await rm(file.path, { force: true });
}

/** "outdated": it starts another program than this one, or starts it in another way. */
export async function autostartStatus(entry: AutostartEntry, run: RunCommand): Promise<AutostartStatus> {
  const [file] = entry.files;
  if (!file) throw new Error('an autostart entry has a file');
  const where = { name: entry.name, path: file.path };
  const content = await readFile(file.path, 'utf8').catch(() => undefined);
  const isKnown = await run(entry.isKnown).then(
    () => true,
    () => false,
  );
  if (content === undefined || !isKnown) return { ...where, state: 'absent' };
  return { ...where, state: content === file.content ? 'installed' : 'outdated' };
}

/** The variables that a host started by hand would have found and one started at login would not. */
export function keptEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['FRAMESCORE_DATA_DIR', 'FRAMESCORE_MODELS', 'FFMPEG_PATH'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
