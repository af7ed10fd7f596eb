// Builds the instrument bank of a score bundle from a General MIDI sound font (SF3 stays compressed):
//   tsx scripts/build-bank.ts --font FILE.sf3 --notice COPYRIGHT --out models/bundles/small [--tiny]
// Writes instruments.sf3 and instruments.LICENSE.txt and prints what went in. The sound font is not part of the repository.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBank } from '../native-host/src/sampler/load-bank.js';
import { parseScoreStyles } from '../native-host/src/core/score/styles.js';
import { presetNeeds, type PresetNeed } from './bank/bank-plan.js';
import { TINY_KIT, TINY_KIT_KEYS, tinyStandIn } from './bank/tiny-plan.js';
import { BankTrimmer } from './bank/trim-bank.js';

const { values } = parseArgs({
  options: {
    font: { type: 'string' },
    notice: { type: 'string' },
    out: { type: 'string' },
    styles: { type: 'string', default: 'models/styles.json' },
    tiny: { type: 'boolean', default: false },
  },
});

function addTiny(trimmer: BankTrimmer, need: PresetNeed): void {
  if (need.kind === 'kit') trimmer.addPreset({ ...need, keys: new Set(TINY_KIT_KEYS) }, TINY_KIT);
  else trimmer.addPreset({ ...need, keepOneOf: 3 }, tinyStandIn(need));
}

async function build(font: string, notice: string, out: string): Promise<void> {
  const styles = parseScoreStyles(JSON.parse(await readFile(values.styles, 'utf8')));
  const source = await loadBank(font);
  const trimmer = new BankTrimmer(source);
  const needs = presetNeeds(styles);
  for (const need of needs) {
    if (values.tiny) addTiny(trimmer, need);
    else trimmer.addPreset(need);
  }
  const { bank } = trimmer;
  const name = source.soundBankInfo.name;
  // A fixed date: the same font and styles give the same bytes.
  const creationDate = new Date('2026-01-01T00:00:00Z');
  const comment = `A part of ${name}, trimmed for FrameScore. Licence: MIT, see instruments.LICENSE.txt.`;
  bank.soundBankInfo = { ...source.soundBankInfo, creationDate, comment };
  bank.flush();
  await mkdir(out, { recursive: true });
  const file = path.join(out, 'instruments.sf3');
  await writeFile(file, new Uint8Array(bank.writeSF2({ software: 'FrameScore build-bank' })));
  const header = `instruments.sf3 holds presets of "${name}", trimmed by scripts/build-bank.ts. The font's notice follows.\n\n`;
  await writeFile(path.join(out, 'instruments.LICENSE.txt'), header + (await readFile(notice, 'utf8')));
  const megabytes = (await stat(file)).size / 1e6;
  console.log(`${file}: ${needs.length} presets, ${bank.samples.length} samples, ${megabytes.toFixed(2)} MB`);
}

if (!values.font || !values.notice || !values.out) {
  console.error('Usage: build-bank --font FILE.sf3 --notice COPYRIGHT --out FOLDER [--styles FILE] [--tiny]');
  process.exitCode = 2;
} else {
  await build(values.font, values.notice, values.out);
}
