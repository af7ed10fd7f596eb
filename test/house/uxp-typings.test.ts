// The panel is compiled against Adobe's typings of UXP and no browser's: what UXP lacks is found by the compiler.
import path from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const PLUGIN = path.join(process.cwd(), 'plugin');

/** As `tsc -b` reads it, with files that exist only here beside the panel's own. -> the messages for each of them. */
function compileBeside(files: Record<string, string>): Map<string, string[]> {
  const { config } = ts.readConfigFile(path.join(PLUGIN, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as {
    config: object;
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, PLUGIN);
  const planted = new Map(
    Object.entries(files).map(([name, text]) => [
      path.join(PLUGIN, 'src', `planted-${name.replaceAll(' ', '-')}.ts`),
      text,
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => planted.get(file) ?? readFile(file);
  host.fileExists = (file) => planted.has(file) || fileExists(file);
  const program = ts.createProgram([...fileNames, ...planted.keys()], { ...options, noEmit: true }, host);
  const messagesOf = (file: string) =>
    [
      ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
      ...program.getSemanticDiagnostics(program.getSourceFile(file)),
    ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  return new Map(
    [...planted.keys()].map((file, index) => [Object.keys(files)[index] ?? file, messagesOf(file)]),
  );
}

/** What a browser has, and UXP has not or not for certain. */
const LACKING = {
  'a ResizeObserver': 'new ResizeObserver(() => undefined);',
  'an IntersectionObserver': 'new IntersectionObserver(() => undefined);',
  'a MutationObserver': 'new MutationObserver(() => undefined);',
  'events of a signal': `declare const signal: AbortSignal;\nsignal.addEventListener('abort', () => undefined);`,
  'a listener property of a signal': 'declare const signal: AbortSignal;\nsignal.onabort = null;',
  'a signal of a time': 'AbortSignal.timeout(5);',
  'a deep copy': 'structuredClone({});',
  'an animation frame': 'requestAnimationFrame(() => undefined);',
  'a worker': `new Worker('x.js');`,
  'sound in the panel': 'new AudioContext();',
  'hashing by the browser': `void crypto.subtle.digest('SHA-256', new Uint8Array());`,
  'text to bytes by the browser': `new TextEncoder().encode('x');`,
  'media queries that nobody brought': `matchMedia('(min-width: 1px)');`,
  'microtasks that nobody brought': 'queueMicrotask(() => undefined);',
  'whether the page is visible': 'void document.visibilityState;',
};
const ALLOWED = `import { createCancelSource } from './cancel-signal.js';
const { signal } = createCancelSource();
setTimeout(() => signal.throwIfAborted(), 1);
const socket = new WebSocket('ws://localhost:1', []);
socket.onopen = () => socket.send(String(signal.aborted));
document.getElementById('root')?.addEventListener('click', () => void navigator.clipboard?.setContent({}));
localStorage.setItem('seed', String(crypto.getRandomValues(new Uint32Array(1))[0]));
`;
const messages = compileBeside({ ...LACKING, allowed: ALLOWED });

test.each(Object.keys(LACKING))('%s does not compile', (name) => {
  expect(messages.get(name)?.join('\n')).toMatch(/Cannot find name|does not exist on type/);
});

test('what UXP has compiles', () => {
  expect(messages.get('allowed')).toEqual([]);
});
