// Linux: a unit of the user's own systemd. It starts at login and again after a crash.
import path from 'node:path';
import type { AutostartEntry, HostProgram, UserPlace } from './autostart-entry.js';

const UNIT = 'framescore-host.service';
/** The exit status of a host that finds another one running: trying again would not help. */
const ANOTHER_HOST_RUNS = 2;

export function systemdUnit(place: UserPlace, program: HostProgram): AutostartEntry {
  const config = place.configDirectory ?? path.posix.join(place.homeDirectory, '.config');
  const systemctl = (...args: string[]) => ({ command: 'systemctl', args: ['--user', ...args] });
  return {
    name: 'systemd unit',
    files: [{ path: path.posix.join(config, 'systemd/user', UNIT), content: unit(program) }],
    install: [systemctl('daemon-reload'), systemctl('enable', '--now', UNIT)],
    uninstall: [systemctl('disable', '--now', UNIT)],
    isKnown: systemctl('is-enabled', '--quiet', UNIT),
    afterInstall: 'The host runs now, and from the next login on.',
  };
}

function unit({ command, args, environment }: HostProgram): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  );
  return [
    '[Unit]',
    'Description=FrameScore score host',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${[command, ...args].map((text) => quoted(text.replaceAll('$', '$$$$'))).join(' ')}`,
    ...variables,
    'Restart=on-failure',
    'RestartSec=10',
    `RestartPreventExitStatus=${ANOTHER_HOST_RUNS}`,
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

/** Quotes as systemd reads them: `%` begins a specifier, and a backslash an escape. */
function quoted(text: string): string {
  const inner = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('\n', '\\n');
  return `"${inner}"`;
}
