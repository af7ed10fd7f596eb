// Makes the controlled films of models/scripts/evaluate.py: `tsx scripts/evaluation/make-films.ts FILMS.json CLIP_FOLDER OUT`.
// FILMS.json: a list of `Film`; writes OUT/<name>.mp4 and OUT/films.json with length and exact cuts of each. Knows no music.
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MONTAGE_FPS, planMontage, renderMontage, type Montage, type MontageKind } from '../bars/montage.js';

/** Shots of a kind drawn by seed, or with `shotFrames` exactly these. */
type Film = { name: string; kind: MontageKind; seed: number; seconds: number; shotFrames?: number[] };

const [filmsPath, clipFolder, outputFolder] = process.argv.slice(2);
if (!filmsPath || !clipFolder || !outputFolder)
  throw new Error('Usage: tsx scripts/evaluation/make-films.ts FILMS.json CLIP_FOLDER OUT');
const known = [];
for (const film of JSON.parse(await readFile(filmsPath, 'utf8')) as Film[]) {
  const montage = montageOf(film);
  const file = path.join(outputFolder, `${film.name}.mp4`);
  if (!(await exists(file))) await renderMontage(montage, clipFolder, file);
  const seconds = montage.shotFrames.reduce((sum, frames) => sum + frames, 0) / MONTAGE_FPS;
  known.push({ name: film.name, file, seconds, cutSeconds: montage.cutSeconds });
}
await writeFile(path.join(outputFolder, 'films.json'), JSON.stringify(known));

function montageOf({ kind, seed, seconds, shotFrames }: Film): Montage {
  if (!shotFrames) return planMontage(kind, seed, seconds);
  let frame = 0;
  const cutSeconds = shotFrames.slice(0, -1).map((frames) => (frame += frames) / MONTAGE_FPS);
  return { kind, seed, shotFrames, cutSeconds };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
