// How a person comes to see the pairing code: a file for `framescore pair`, a notification where the system has one. A code is shown
// when the person asks for it at the machine, never because something asked at the socket.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ShownCode } from '../pairing.js';

/** A file only its user can read, so that the code of a host without a terminal can be asked for. */
export function writeCode(codePath: string, code: ShownCode | null): void {
  rmSync(codePath, { force: true });
  if (code === null) return;
  const content = { digits: code.digits, expiresAt: code.expiresAt.toISOString() };
  writeFileSync(codePath, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
}

/** The code that waits to be typed; undefined when there is none. */
export function readCode(codePath: string, now: Date): ShownCode | undefined {
  try {
    const read = JSON.parse(readFileSync(codePath, 'utf8')) as { digits: string; expiresAt: string };
    const expiresAt = new Date(read.expiresAt);
    return /^\d{6}$/.test(read.digits) && expiresAt > now ? { digits: read.digits, expiresAt } : undefined;
  } catch {
    return undefined;
  }
}

/** The code for people: two groups of three are easier to keep in mind. */
export function spaced(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/** Command that shows a notification; undefined where there is none. The text has digits and letters of ours only. */
export function notificationCommand(
  digits: string,
  platform: NodeJS.Platform,
): { command: string; args: string[] } | undefined {
  const title = 'FrameScore';
  const text = `Pairing code ${spaced(digits)} (valid for ten minutes)`;
  switch (platform) {
    case 'darwin':
      return {
        command: '/usr/bin/osascript',
        args: ['-e', `display notification "${text}" with title "${title}"`],
      };
    case 'win32':
      return {
        command: 'powershell.exe',
        args: ['-NoProfile', '-NonInteractive', '-Command', toast(title, text)],
      };
    case 'linux':
      return { command: 'notify-send', args: ['--app-name', title, title, text] };
    default:
      return undefined;
  }
}

/** Tries to notify; a system that cannot is no problem, since `framescore pair` shows the code too. */
export function notifyOfCode(digits: string, platform: NodeJS.Platform = process.platform): void {
  const notification = notificationCommand(digits, platform);
  if (!notification) return;
  const child = spawn(notification.command, notification.args, { stdio: 'ignore', windowsHide: true });
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  child.on('error', () => undefined);
  child.on('exit', () => clearTimeout(timer));
  child.unref();
}

/** A toast in PowerShell's own name: programs without an installed shortcut have none of theirs. */
function toast(title: string, text: string): string {
  const manager = 'Windows.UI.Notifications.ToastNotificationManager';
  const headingAndText = 5; // ToastTemplateType.ToastText02
  return [
    `$kind = [${manager}, Windows.UI.Notifications, ContentType = WindowsRuntime]::GetTemplateContent(${headingAndText})`,
    `$words = $kind.GetElementsByTagName('text')`,
    `$null = $words.Item(0).AppendChild($kind.CreateTextNode('${title}'))`,
    `$null = $words.Item(1).AppendChild($kind.CreateTextNode('${text}'))`,
    `$note = New-Object Windows.UI.Notifications.ToastNotification($kind)`,
    `$app = (Get-StartApps -Name 'Windows PowerShell' | Select-Object -First 1).AppID`,
    `[${manager}]::CreateToastNotifier($app).Show($note)`,
  ].join('; ');
}
