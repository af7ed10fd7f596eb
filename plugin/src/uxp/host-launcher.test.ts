// Which launcher is opened, how often the person is asked, and what is remembered.
import { beforeEach, expect, test } from '@jest/globals';
import { createHostStarter } from './host-launcher.js';
import { createPlatform } from './panel-platform.js';
import type { UxpModule, UxpOs } from './uxp-modules.js';

const OS: UxpOs = { platform: () => 'darwin', homedir: () => '/Users/a' };
const USUAL = '/Applications/FrameScore Host.app';
const OWN = '/tools/FrameScore Host.app';
const KEY = 'framescore.launcher';

const stored = new Map<string, string>();
const opened: string[] = [];
beforeEach(() => {
  stored.clear();
  opened.length = 0;
  const localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  Object.assign(globalThis, { localStorage });
});

function uxpThat(answers: Record<string, string>, chosen: string | null = null): UxpModule {
  const openPath = (path: string) => {
    opened.push(path);
    return Promise.resolve(answers[path] ?? '');
  };
  const getFileForOpening = () =>
    Promise.resolve(
      chosen === null ? null : { nativePath: chosen, name: '', write: () => Promise.resolve() },
    );
  return {
    shell: { openPath },
    storage: { localFileSystem: { getFileForOpening } },
  } as unknown as UxpModule;
}

test('a declined consent asks nothing more, keeps the launcher, and the next press asks for the file', async () => {
  stored.set(KEY, OWN);
  const start = createHostStarter(uxpThat({ [OWN]: 'declined by the user', [USUAL]: 'not found' }, OWN), OS);
  await expect(start(false)).rejects.toMatchObject({
    code: 'host-unreachable',
    detail: expect.stringContaining('declined by the user') as unknown as string,
  });
  expect(opened).toEqual([OWN]);
  expect(stored.get(KEY)).toBe(OWN);
  await expect(start(false)).rejects.toMatchObject({ code: 'host-unreachable' });
  expect(opened).toEqual([OWN, USUAL, OWN]);
});

test('a launcher that is gone is forgotten, and the usual one opened', async () => {
  stored.set(KEY, OWN);
  const start = createHostStarter(uxpThat({ [OWN]: 'The file could not be found.' }), OS);
  expect(await start(false)).toBe(true);
  expect(opened).toEqual([OWN, USUAL]);
  expect(stored.get(KEY)).toBe(USUAL);
});

test('one path is opened once, though it is both the usual and the known one', async () => {
  stored.set(KEY, USUAL);
  expect(await createHostStarter(uxpThat({ [USUAL]: 'No such file' }), OS)(false)).toBe(false);
  expect(opened).toEqual([USUAL]);
});

test('text is copied by writeText where there is one, else by setContent', async () => {
  const calls: string[] = [];
  const setContent = () => Promise.resolve(void calls.push('setContent'));
  const writeText = () => Promise.resolve(void calls.push('writeText'));
  const { copyText } = createPlatform(uxpThat({}), OS, () => true);
  for (const clipboard of [{ setContent, writeText }, { setContent }]) {
    Object.defineProperty(globalThis, 'navigator', { value: { clipboard }, configurable: true });
    await copyText('words');
  }
  expect(calls).toEqual(['writeText', 'setContent']);
});
