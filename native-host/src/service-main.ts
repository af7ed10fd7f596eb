// Composition root of `framescore service`: this user, this program, and the entry that starts it at login.
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ServiceAction, ServiceReport } from './cli/service-command.js';
import {
  autostartEntry,
  autostartStatus,
  installAutostart,
  keptEnvironment,
  runSystemCommand,
  uninstallAutostart,
} from './service/autostart.js';
import { makeFolders } from './media/make-folders.js';
import { findRunningHost, makeDataFolder, type DataFolder } from './service/data-folder.js';

const PROGRAM = fileURLToPath(new URL('../bin/framescore.js', import.meta.url));

/** Does what is asked and says how things stand afterwards. */
export async function changeService(
  action: ServiceAction,
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
): Promise<ServiceReport> {
  const place = {
    platform: process.platform,
    homeDirectory: os.homedir(),
    dataDirectory: folder.directory,
    userId: process.getuid?.() ?? 0,
    configDirectory: env['XDG_CONFIG_HOME'],
  };
  const program = { command: process.execPath, args: [PROGRAM, 'serve'], environment: keptEnvironment(env) };
  const entry = autostartEntry(place, program);
  if (action === 'install') {
    await makeDataFolder(folder, makeFolders);
    await installAutostart(entry, runSystemCommand);
  }
  if (action === 'uninstall') await uninstallAutostart(entry, runSystemCommand);
  return {
    autostart: await autostartStatus(entry, runSystemCommand),
    host: (await findRunningHost(folder)) ?? null,
    dataDirectory: folder.directory,
    logPath: folder.logPath,
    note: action === 'install' ? entry.afterInstall : null,
  };
}
