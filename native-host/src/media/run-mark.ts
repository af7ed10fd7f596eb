// Who made a staging folder: a mark in its name that says which process of which machine, and whether that process still lives.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

const MARK = /^(\d+)-([0-9a-f]{8})-([0-9a-z]+)-[0-9a-f]{8}$/;
/** Clocks are set and file systems round: a folder is older than the machine's start only by more than this. */
const CLOCK_SLACK_MS = 60_000;

/** A mark of this process; no two are alike. */
export function newMark(): string {
  return `${process.pid}-${place()}-${birthOf(process.pid) ?? 'x'}-${randomBytes(4).toString('hex')}`;
}

/**
 * Whether the process that made the mark is gone for certain. One of another machine or container (a shared folder) cannot be
 * judged from here, and counts as living. `changedMs` is when its folder was last changed.
 */
export function isMakerGone(mark: string, changedMs: number): boolean {
  const [, pid, where, birth] = MARK.exec(mark) ?? [];
  if (pid === undefined || where !== place()) return false;
  if (!isAlive(Number(pid))) return true;
  // Its number may have been given to another process since.
  const now = birthOf(Number(pid));
  if (now !== undefined) return now !== birth;
  return changedMs < Date.now() - uptime() * 1000 - CLOCK_SLACK_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What tells one machine, and one world of process numbers, from another. */
type Whereabouts = { hostName: string; machineId: string | undefined; processWorld: string };

/**
 * As one word: this machine, and in Linux this world of process numbers, for in a container the same number is another process. A
 * machine's name changes with its network (macOS), so its id counts where the system tells one; containers of one image may share that.
 */
export function placeOf({ hostName, machineId, processWorld }: Whereabouts): string {
  const isContainer = !['', FIRST_PROCESS_WORLD].includes(processWorld);
  const machine = machineId === undefined || isContainer ? `${machineId ?? ''} ${hostName}` : machineId;
  return createHash('sha256').update(`${machine} ${processWorld}`).digest('hex').slice(0, 8);
}

/** The one in which Linux itself starts (PROC_PID_INIT_INO). */
const FIRST_PROCESS_WORLD = 'pid:[4026531836]';

let ownPlace: string | undefined;
function place(): string {
  return (ownPlace ??= placeOf({
    hostName: hostname(),
    machineId: machineId(),
    processWorld: processWorld(),
  }));
}

/** Of the installed system; undefined where it is not told in a file or by a program that is always there. */
function machineId(): string | undefined {
  try {
    if (process.platform === 'linux')
      return /^[0-9a-f]{32}$/m.exec(readFileSync('/etc/machine-id', 'latin1'))?.[0];
    if (process.platform !== 'darwin') return undefined;
    const args = ['-rd1', '-c', 'IOPlatformExpertDevice'];
    const shown = execFileSync('/usr/sbin/ioreg', args, {
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /"IOPlatformUUID" = "([^"]+)"/.exec(shown.toString('latin1'))?.[1];
  } catch {
    return undefined;
  }
}

function processWorld(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** When a process began, as one word; undefined where the system does not tell it in a file. */
function birthOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in brackets and may hold anything; the start is field 22, the 20th behind it.
    const start = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? undefined : `${boot}${Number(start).toString(36)}`;
  } catch {
    return undefined;
  }
}
