// What `framescore` says where it cannot run: other machines are played by a preloaded module that names them.
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../native-host/bin/framescore.js', import.meta.url));

function startOn(machine: { platform?: string; arch?: string; node?: string }) {
  const { node = process.versions.node, ...rest } = machine;
  const lines = Object.entries(rest).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: '${value}' });`,
  );
  lines.push(
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });`,
  );
  const preload = `data:text/javascript,${encodeURIComponent(lines.join(''))}`;
  return spawnSync(process.execPath, ['--import', preload, PROGRAM, '--version'], { encoding: 'utf8' });
}

test.each([
  ['an Intel Mac', { platform: 'darwin', arch: 'x64' }, 'Apple silicon'],
  ['Node 18', { node: '18.20.4' }, 'needs Node 20.19 or later; this is 18.20.4'],
  ['Node 20.18', { node: '20.18.3' }, 'needs Node 20.19 or later'],
])('%s is refused by name', (_, machine, words) => {
  const { status, stderr } = startOn(machine);
  expect(status).toBe(5);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('    at ');
});

test('Node 20.19 is enough', () => {
  expect(startOn({ node: '20.19.0' })).toMatchObject({ status: 0, stderr: '' });
});
