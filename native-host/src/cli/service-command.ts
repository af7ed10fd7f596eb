// `framescore service`: what a person reads about the host and its start at login. Knows no system.

export type ServiceAction = 'install' | 'status' | 'uninstall';
export type ServiceReport = {
  autostart: { state: 'installed' | 'outdated' | 'absent'; name: string; path: string };
  /** The host that runs now, by its own word. */
  host: { pid: number; port: number } | null;
  dataDirectory: string;
  logPath: string;
  /** What an installation that was just made means. */
  note: string | null;
};

const STATES = {
  installed: 'the host starts at login',
  outdated: 'another FrameScore starts at login; run "framescore service install" to replace it',
  absent: 'the host does not start at login; "framescore service install" changes that',
} as const;

export function describeService({ autostart, host, dataDirectory, logPath, note }: ServiceReport): string {
  const runs = host ? `runs now, process ${host.pid}, port ${host.port}` : 'does not run now';
  return [
    `Autostart  ${STATES[autostart.state]}`,
    `           ${autostart.name}: ${autostart.path}`,
    `Host       ${runs}`,
    `Data       ${dataDirectory}`,
    `Log        ${logPath}`,
    ...(note === null ? [] : [note]),
    '',
  ].join('\n');
}
