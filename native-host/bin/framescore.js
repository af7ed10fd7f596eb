#!/usr/bin/env node
// The command `framescore`: starts the compiled program, or says how to compile it.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(program)) {
  process.stderr.write('FrameScore is not built yet. Run "npm run build" in its folder, then try again.\n');
  process.exit(5);
}
await import(program.href);
