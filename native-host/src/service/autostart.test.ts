import { existsSync } from 'node:fs';
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command, HostProgram, UserPlace } from './autostart-entry.js';
import {
  autostartEntry,
  autostartStatus,
  installAutostart,
  keptEnvironment,
  uninstallAutostart,
} from './autostart.js';

/** A path with everything that quoting has to get right: spaces, quotes, `%`, `$`, `&`, `<`, a backslash, another script. */
const NASTY = `/opt/Frame "Score" 100%/$HOME & <é>/b\\n's`;
const program = (script: string): HostProgram => ({
  command: '/opt/my node/node',
  args: [script, 'serve'],
  environment: { FRAMESCORE_DATA_DIR: '/data/a b%c' },
});

let home = '';
beforeEach(async () => (home = await mkdtemp(path.join(tmpdir(), 'framescore-home-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

const placeOn = (platform: NodeJS.Platform): UserPlace => ({
  platform,
  homeDirectory: home,
  dataDirectory: path.join(home, 'data'),
  userId: 501,
});
/** A system that knows the entry once it was installed. */
function system(fails: (command: Command) => boolean = () => false) {
  const calls: string[] = [];
  const run = (command: Command) => {
    calls.push([command.command, ...command.args].join(' '));
    return fails(command) ? Promise.reject(new Error('Command failed\nno such bus')) : Promise.resolve();
  };
  return { calls, run };
}

describe('macOS', () => {
  test('a property list starts the program with its arguments as they are', () => {
    const [file] = autostartEntry(placeOn('darwin'), program(NASTY)).files;
    expect(file?.path).toBe(path.join(home, 'Library/LaunchAgents/org.framescore.host.plist'));
    expect(parsePlist(file?.content ?? '')).toEqual({
      Label: 'org.framescore.host',
      ProgramArguments: ['/opt/my node/node', NASTY, 'serve'],
      EnvironmentVariables: { FRAMESCORE_DATA_DIR: '/data/a b%c' },
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 60,
    });
  });

  test('launchd is told in the session of the user', async () => {
    const { calls, run } = system();
    await installAutostart(autostartEntry(placeOn('darwin'), program('/a')), run);
    expect(calls.at(-1)).toBe(
      `/bin/launchctl bootstrap gui/501 ${home}/Library/LaunchAgents/org.framescore.host.plist`,
    );
  });
});

describe('Linux', () => {
  const unitOf = (script: string) => autostartEntry(placeOn('linux'), program(script)).files[0];

  test('a unit of the user starts the program at login and after a crash, not beside another host', () => {
    const unit = unitOf('/a');
    expect(unit?.path).toBe(path.join(home, '.config/systemd/user/framescore-host.service'));
    const lines = unit?.content.split('\n');
    for (const line of [
      '[Service]',
      'ExecStart="/opt/my node/node" "/a" "serve"',
      'Environment="FRAMESCORE_DATA_DIR=/data/a b%%c"',
      'Restart=on-failure',
      'RestartPreventExitStatus=2',
      'WantedBy=default.target',
    ])
      expect(lines).toContain(line);
  });

  test('words are quoted as systemd reads them', () => {
    expect(unitOf(NASTY)?.content).toContain(
      String.raw`"/opt/Frame \"Score\" 100%%/$$HOME & <é>/b\\n's" "serve"`,
    );
  });

  const canVerify = existsSync('/usr/bin/systemd-analyze');
  (canVerify ? test : test.skip)('systemd itself finds nothing wrong with the unit', async () => {
    const here = { command: process.execPath, args: [NASTY, 'serve'], environment: { A: '/a b%c "q" \\' } };
    const [unit] = autostartEntry(placeOn('linux'), here).files;
    const file = path.join(home, 'framescore-host.service');
    await writeFile(file, unit?.content ?? '');
    const verify = spawnSync('/usr/bin/systemd-analyze', ['verify', '--user', file], {
      env: { ...process.env, XDG_RUNTIME_DIR: home },
    });
    expect([verify.status, verify.stderr.toString()]).toEqual([0, '']);
  });

  test('the folder of XDG_CONFIG_HOME is used where there is one', () => {
    const place = { ...placeOn('linux'), configDirectory: '/conf' };
    expect(autostartEntry(place, program('/a')).files[0]?.path).toBe(
      '/conf/systemd/user/framescore-host.service',
    );
  });
});

describe('Windows', () => {
  const place = { ...placeOn('win32'), dataDirectory: 'C:\\Users\\Jo é\\AppData\\Local\\FrameScore\\Data' };
  const windowsProgram: HostProgram = {
    command: 'C:\\Program Files\\node\\node.exe',
    args: ['C:\\100% & more\\framescore.js', 'serve'],
    environment: { FRAMESCORE_MODELS: 'D:\\my models' },
  };

  test('a value of the Run key points to a command file and fits into the key', () => {
    const entry = autostartEntry(place, windowsProgram);
    const [add] = entry.install;
    expect(add?.args.slice(0, 6)).toEqual([
      'add',
      'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run',
      '/v',
      'FrameScoreHost',
      '/t',
      'REG_SZ',
    ]);
    const value = add?.args[7] ?? '';
    expect(value).toBe(`"${entry.files[0]?.path}"`);
    expect(value.length).toBeLessThan(260);
  });

  test('the command file quotes its words and keeps percent signs', () => {
    expect(autostartEntry(place, windowsProgram).files[0]?.content.split('\r\n')).toEqual([
      '@echo off',
      'chcp 65001 >nul',
      'set "FRAMESCORE_MODELS=D:\\my models"',
      'start "FrameScore host" /min "C:\\Program Files\\node\\node.exe" "C:\\100%% & more\\framescore.js" "serve"',
      '',
    ]);
  });
});

test('another system has no entry, and is told how to start the host', () => {
  expect(() => autostartEntry(placeOn('freebsd'), program('/a'))).toThrow(/Start "framescore serve" by hand/);
});

describe.each(['darwin', 'linux', 'win32'] as const)('on %s', (platform) => {
  const entry = () => {
    const made = autostartEntry(placeOn(platform), program('/a'));
    // Windows' own separators would be part of a file name on this machine.
    const files = made.files.map((file) => ({ ...file, path: file.path.replaceAll('\\', '/') }));
    return { ...made, files };
  };
  const fileOf = () => entry().files[0]?.path ?? '';

  test('install writes a file for its user alone, and installing again replaces it', async () => {
    const { run } = system();
    await installAutostart(entry(), run);
    await installAutostart(entry(), run);
    expect(await readFile(fileOf(), 'utf8')).toBe(entry().files[0]?.content);
    expect((await stat(fileOf())).mode & 0o077).toBe(0);
    expect(await autostartStatus(entry(), run)).toMatchObject({ state: 'installed', path: fileOf() });
  });

  test('status tells a program that has moved, and one that the system does not know', async () => {
    const { run } = system();
    await installAutostart(entry(), run);
    const moved = { ...entry(), files: entry().files.map((file) => ({ ...file, content: 'other' })) };
    expect((await autostartStatus(moved, run)).state).toBe('outdated');
    const forgetful = system(() => true);
    expect((await autostartStatus(entry(), forgetful.run)).state).toBe('absent');
  });

  test('uninstall removes it, also when it was never there', async () => {
    const { run } = system();
    await uninstallAutostart(entry(), run);
    await installAutostart(entry(), run);
    await uninstallAutostart(entry(), run);
    await expect(access(fileOf())).rejects.toThrow();
    expect((await autostartStatus(entry(), run)).state).toBe('absent');
  });

  test('when the system refuses, nothing is left and the reason is told', async () => {
    const last = entry().install.at(-1);
    const { run } = system((command) => command.args.join() === last?.args.join());
    await expect(installAutostart(entry(), run, 1)).rejects.toMatchObject({
      code: 'output-unwritable',
      detail: expect.stringContaining('no such bus'),
    });
    await expect(access(fileOf())).rejects.toThrow();
  });
});

test('launchd is asked again when it has not yet forgotten the old entry', async () => {
  let refusals = 2;
  const { calls, run } = system((command) => command.args[0] === 'bootstrap' && refusals-- > 0);
  const entry = autostartEntry(placeOn('darwin'), program('/a'));
  await installAutostart(entry, run, 1);
  expect(calls.filter((call) => call.includes('bootstrap'))).toHaveLength(3);
  expect((await autostartStatus(entry, run)).state).toBe('installed');
});

test('only the variables that matter to the host are kept', () => {
  expect(keptEnvironment({ FRAMESCORE_MODELS: '/m', HOME: '/h', SECRET: 'x', FFMPEG_PATH: '' })).toEqual({
    FRAMESCORE_MODELS: '/m',
  });
});

/** Python's own reader of property lists, so that the file is read by a parser that is not ours. */
function parsePlist(content: string): unknown {
  const script = 'import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: content }).toString());
}
