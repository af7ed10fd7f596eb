// Windows: a value of the user's Run key. It points to a small command file, since the key takes 260 characters only.
import path from 'node:path';
import type { AutostartEntry, HostProgram, UserPlace } from './autostart-entry.js';

const RUN_KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
const VALUE_NAME = 'FrameScoreHost';

export function windowsRun(place: UserPlace, program: HostProgram): AutostartEntry {
  const launcher = path.win32.join(place.dataDirectory, 'start-host.cmd');
  const reg = (...args: string[]) => ({ command: 'reg.exe', args });
  return {
    name: 'Run key',
    files: [{ path: launcher, content: commandFile(program) }],
    install: [reg('add', RUN_KEY, '/v', VALUE_NAME, '/t', 'REG_SZ', '/d', `"${launcher}"`, '/f')],
    uninstall: [reg('delete', RUN_KEY, '/v', VALUE_NAME, '/f')],
    isKnown: reg('query', RUN_KEY, '/v', VALUE_NAME),
    afterInstall:
      'The host runs from the next login on, in a minimised window. Until then start it with "framescore serve".',
  };
}

/** UTF-8 needs its code page; a minimised window shows the pairing code and ends the host when it is closed. */
function commandFile({ command, args, environment }: HostProgram): string {
  const variables = Object.entries(environment).map(([name, value]) => `set "${name}=${literal(value)}"`);
  const words = [command, ...args].map((text) => `"${literal(text)}"`).join(' ');
  return ['@echo off', 'chcp 65001 >nul', ...variables, `start "FrameScore host" /min ${words}`, ''].join(
    '\r\n',
  );
}

/** Inside quotes only `%` is special to cmd.exe; a file name cannot hold a quote. */
function literal(text: string): string {
  return text.replaceAll('"', '').replaceAll('%', '%%');
}
