// `tsx scripts/evaluation/tonics.ts SEEDS.json TONICS.json`: the tonic, in semitones from C, that a score of family `score` sounds in for each
// seed. The tokens are those of C, and score.json does not say where they were moved.
import { readFile, writeFile } from 'node:fs/promises';
import { tonicFromSeed } from '../../native-host/dist/sampler/score-family.js';

const [seedsPath, tonicsPath] = process.argv.slice(2);
if (!seedsPath || !tonicsPath)
  throw new Error('Usage: tsx scripts/evaluation/tonics.ts SEEDS.json TONICS.json');
const seeds = JSON.parse(await readFile(seedsPath, 'utf8')) as number[];
await writeFile(tonicsPath, JSON.stringify(seeds.map(tonicFromSeed)));
