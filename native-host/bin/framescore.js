#!/usr/bin/env node
// The command `framescore`: starts the compiled program, or says in plain words why it cannot run here.
import { existsSync } from 'node:fs';

const OLDEST_NODE = [20, 19];
const program = new URL('../dist/main.js', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Undefined where the program can run. */
function reasonAgainst() {
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]))
    return `FrameScore needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. Install it from https://nodejs.org, then try again.`;
  if (process.platform === 'darwin' && process.arch === 'x64')
    return 'FrameScore needs a Mac with Apple silicon: the library that runs its model (onnxruntime-node) has no build for Intel Macs. On a Mac with Apple silicon, this Node is the one for Intel: install the one for ARM64.';
  if (!existsSync(program))
    return 'FrameScore is not built yet. Run "npm run build" in its folder, then try again.';
  return undefined;
}

const reason = reasonAgainst();
if (reason !== undefined) {
  process.stderr.write(`${reason}\n`);
  process.exit(5);
}
await import(program.href);
