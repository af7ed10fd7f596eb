// The host folders as an editor gets them: each looked through file by file, the one of this machine run where no Node is installed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, mkdir, readFile, readdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { programFolderOf } from '../../scripts/host-folder/make-host-folder.js';
import { listFiles } from '../../scripts/host-folder/pack-archive.js';
import { ownTarget, systemOf, type HostTarget } from '../../scripts/host-folder/targets.js';
import type { Packages } from '../../scripts/package.js';
import type { CheckList } from './check-list.js';
import { nativeKindOf } from './native-headers.js';

const run = promisify(execFile);
const LARGEST_BYTES = 450 * 1024 * 1024;
const NATIVE_NAME = /\.(node|dll|dylib|exe)$|\.so(\.\d+)*$|\/bin\/node$/;
/** Packages that differ between systems. */
const NATIVE_PACKAGE = /node_modules\/(@seydx|@libsql|onnxruntime-node\/bin)\//;
/** What each system must be able to load: the program, decoder, model runtime and database. */
const NEEDED_NATIVES: Record<HostTarget, RegExp[]> = {
  'darwin-arm64': [
    /node\/bin\/node$/,
    /node-av\.node$/,
    /onnxruntime_binding\.node$/,
    /libonnxruntime.*\.dylib$/,
    /@libsql\/.*\.node$/,
  ],
  'win32-x64': [
    /node\/node\.exe$/,
    /node-av\.node$/,
    /onnxruntime_binding\.node$/,
    /onnxruntime\.dll$/,
    /@libsql\/.*\.node$/,
  ],
  'linux-x64': [
    /node\/bin\/node$/,
    /node-av\.node$/,
    /onnxruntime_binding\.node$/,
    /libonnxruntime\.so/,
    /@libsql\/.*\.node$/,
  ],
};

export async function checkHostFolders(
  checks: CheckList,
  hostFolders: Packages['hostFolders'],
  outFolder: string,
): Promise<void> {
  for (const [target, folder] of Object.entries(hostFolders) as [HostTarget, string][])
    await checkFiles(checks, target, programFolderOf(folder, systemOf(target)), folder);
  await checkSameScripts(checks, hostFolders);
  await checkMacApp(checks, hostFolders['darwin-arm64']);
  await checkWindowsTexts(checks, hostFolders['win32-x64']);
  const own = ownTarget();
  if (own && hostFolders[own])
    await checkRun(checks, programFolderOf(hostFolders[own], systemOf(own)), outFolder);
}

async function checkFiles(checks: CheckList, target: HostTarget, program: string, folder: string) {
  await checks.check(
    `the host folder for ${target} has every library, and none of another system`,
    async () => {
      const files = await listFiles(program);
      const natives = files.filter((name) => NATIVE_NAME.test(name));
      for (const wanted of NEEDED_NATIVES[target])
        assert.ok(
          natives.some((name) => wanted.test(name)),
          `${target} lacks ${wanted.source}`,
        );
      for (const name of files) {
        const kind = await nativeKindOf(path.join(program, name));
        if (kind !== undefined || NATIVE_NAME.test(name)) assert.equal(kind, target, name);
      }
    },
  );
  await checks.check(`the host folder for ${target} holds the model, licences and no link`, async () => {
    for (const name of ['LICENSE', 'NOTICE', 'node/LICENSE', 'models/bundles/small/model.json'])
      assert.ok((await stat(path.join(program, name))).size > 0, name);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      assert.ok(!entry.isSymbolicLink(), path.join(entry.parentPath, entry.name));
    const { stdout } = await run('du', ['-sb', folder]);
    const bytes = Number(stdout.split('\t')[0]);
    console.log(`      ${target}: ${(bytes / 1024 / 1024).toFixed(0)} MiB`);
    assert.ok(bytes < LARGEST_BYTES);
  });
}

/** What runs on this machine is the same program that the others get: only native packages differ. */
async function checkSameScripts(checks: CheckList, hostFolders: Packages['hostFolders']) {
  await checks.check('all host folders hold the same scripts', async () => {
    const lists = await Promise.all(
      (Object.entries(hostFolders) as [HostTarget, string][]).map(async ([target, folder]) => {
        const files = await listFiles(programFolderOf(folder, systemOf(target)));
        return files.filter(
          (name) => /\.(js|mjs|cjs|json|onnx|sf3)$/.test(name) && !NATIVE_PACKAGE.test(name),
        );
      }),
    );
    for (const list of lists) assert.deepEqual(list, lists[0]);
    assert.ok((lists[0]?.length ?? 0) > 500);
  });
}

async function checkMacApp(checks: CheckList, folder: string | undefined) {
  if (!folder) return;
  await checks.check('the macOS host is one application that starts the program in it', async () => {
    const contents = path.join(folder, 'FrameScore Host.app/Contents');
    const plist = await readFile(path.join(contents, 'Info.plist'), 'utf8');
    const valueOf = (key: string) =>
      new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(plist)?.[1];
    const executable = path.join(contents, 'MacOS', valueOf('CFBundleExecutable') ?? '');
    assert.equal((await lstat(executable)).mode & 0o777, 0o755);
    const script = await readFile(executable, 'utf8');
    const started = /\$\(dirname "\$0"\)\/([^"]*)" && pwd\)\/(\w+)/.exec(script);
    const program = path.join(contents, 'MacOS', started?.[1] ?? '', started?.[2] ?? '');
    assert.equal((await stat(program)).mode & 0o777, 0o755);
    const icon = await readFile(path.join(contents, `Resources/${valueOf('CFBundleIconFile')}.icns`));
    assert.equal(icon.toString('latin1', 0, 4), 'icns');
    assert.equal(icon.readUInt32BE(4), icon.length);
  });
}

async function checkWindowsTexts(checks: CheckList, folder: string | undefined) {
  if (!folder) return;
  await checks.check(
    'the Windows launchers end their lines as cmd.exe wants it and name files that exist',
    async () => {
      const scripts = (await readdir(folder)).filter((name) => name.endsWith('.cmd'));
      assert.equal(scripts.length, 4);
      for (const name of scripts) {
        const text = await readFile(path.join(folder, name), 'utf8');
        assert.doesNotMatch(text, /[^\r]\n/);
        for (const [, named] of text.matchAll(/"%~dp0([^"%]+\.\w+)"/g))
          assert.ok((await stat(path.join(folder, (named ?? '').replaceAll('\\', '/')))).isFile(), named);
      }
    },
  );
}

/** A working directory, data folder and PATH of their own: nothing of the repository, and no Node, may be found by chance. */
async function checkRun(checks: CheckList, folder: string, outFolder: string): Promise<void> {
  const bare = path.join(outFolder, 'bare-path');
  await mkdir(bare, { recursive: true });
  for (const tool of ['sh', 'dirname'])
    await symlink(path.join('/bin', tool), path.join(bare, tool)).catch(() => undefined);
  const env = { PATH: bare, HOME: outFolder, FRAMESCORE_DATA_DIR: path.join(outFolder, 'data') };
  const framescore = (...args: string[]) =>
    run(path.join(folder, 'framescore'), args, { cwd: outFolder, env });
  await checks.check('the host folder says its version where no Node is installed', async () => {
    await assert.rejects(run('/bin/sh', ['-c', 'command -v node'], { env }));
    assert.match((await framescore('--version')).stdout, /^\d+\.\d+\.\d+\s*$/);
  });
  await checks.check('everything works in the host folder, by its own word (doctor)', async () => {
    assert.match((await framescore('doctor')).stdout, /small/);
  });
  await checks.check('the host folder scores a film where no Node is installed', async () => {
    const film = path.join(folder, 'examples/media/night-train.mp4');
    await framescore('score', film, '--range', '0-4', '--seed', '7', '--out', path.join(outFolder, 'scored'));
    const result = JSON.parse(await readFile(path.join(outFolder, 'scored/score.json'), 'utf8')) as object;
    assert.ok('beats' in result);
    assert.ok((await stat(path.join(outFolder, 'scored/score.wav'))).size > 4 * 48_000 * 6);
  });
}
