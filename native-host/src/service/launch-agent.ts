// macOS: a LaunchAgent of the user. launchd starts it at login and again after a crash.
import path from 'node:path';
import type { AutostartEntry, HostProgram, UserPlace } from './autostart-entry.js';

const LABEL = 'org.framescore.host';

export function launchAgent(place: UserPlace, program: HostProgram): AutostartEntry {
  const file = path.posix.join(place.homeDirectory, 'Library/LaunchAgents', `${LABEL}.plist`);
  const domain = `gui/${place.userId}`;
  const launchctl = (...args: string[]) => ({ command: '/bin/launchctl', args });
  return {
    name: 'LaunchAgent',
    files: [{ path: file, content: plist(program) }],
    install: [launchctl('bootstrap', domain, file)],
    uninstall: [launchctl('bootout', `${domain}/${LABEL}`)],
    isKnown: launchctl('print', `${domain}/${LABEL}`),
    afterInstall: 'The host runs now, and from the next login on.',
  };
}

function plist({ command, args, environment }: HostProgram): string {
  const strings = [command, ...args].map((text) => `    <string>${escaped(text)}</string>`);
  const variables = Object.entries(environment).map(
    ([name, value]) => `    <key>${escaped(name)}</key>\n    <string>${escaped(value)}</string>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>\n  <string>${LABEL}</string>`,
    `  <key>ProgramArguments</key>\n  <array>\n${strings.join('\n')}\n  </array>`,
    `  <key>EnvironmentVariables</key>\n  <dict>\n${variables.join('\n')}\n  </dict>`,
    '  <key>RunAtLoad</key>\n  <true/>',
    // Again after a crash, not after an orderly end; once a minute at most.
    '  <key>KeepAlive</key>\n  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>',
    '  <key>ThrottleInterval</key>\n  <integer>60</integer>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
