// What a newcomer would do, checked: scores the example film with the shipped model, and runs every example. Exit code 1 if anything is off.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScoreResult } from '@framescore/contract';
import { runScore } from './bars/run-score.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const CUT_LIST = path.join(ROOT, 'examples/media/night-train.cuts.json');
/** A found cut may stand one frame beside the true one. */
const CUT_TOLERANCE_SECONDS = 1 / 25 + 1e-6;

type Check = { what: string; ok: boolean; seen: string };

function checkResult(result: ScoreResult, directory: string): Check[] {
  const { audio, sync, cues } = result;
  const cutList = JSON.parse(readFileSync(CUT_LIST, 'utf8')) as {
    frameCount: number;
    cuts: { seconds: number }[];
  };
  const found = cues.filter(({ kind }) => kind === 'cut').map(({ timeSeconds }) => timeSeconds);
  const missed = cutList.cuts.filter(
    ({ seconds }) => !found.some((time) => Math.abs(time - seconds) <= CUT_TOLERANCE_SECONDS),
  );
  const durationSeconds = cutList.frameCount / 25;
  const wanted = ['preview.mp4', 'score.json', 'score.mid', 'score.wav', ...audio.stems].sort();
  const there = readdirSync(directory).sort();
  return [
    { what: 'the files asked for and no other', ok: wanted.join() === there.join(), seen: there.join(' ') },
    {
      what: 'no empty file',
      ok: there.every((name) => statSync(path.join(directory, name)).size > 0),
      seen: '',
    },
    {
      what: 'exact length',
      ok: audio.sampleCount === Math.round(durationSeconds * audio.sampleRateHz),
      seen: `${audio.sampleCount} samples`,
    },
    { what: '-16 LUFS +-0.5', ok: Math.abs(audio.loudnessLufs + 16) <= 0.5, seen: `${audio.loudnessLufs}` },
    { what: 'true peak <= -1 dBTP', ok: audio.truePeakDbtp <= -1, seen: `${audio.truePeakDbtp}` },
    {
      what: 'every cut of the film found',
      ok: missed.length === 0,
      seen: `${found.length} cuts, ${missed.length} missed`,
    },
    {
      what: 'cuts on beats more often than by chance',
      ok: (sync.recall ?? 0) > (sync.chanceRecall ?? 1),
      seen: `recall ${sync.recall} against ${sync.chanceRecall}`,
    },
    { what: 'beats heard', ok: result.beats.length > durationSeconds, seen: `${result.beats.length}` },
  ];
}

async function checkScore(work: string): Promise<Check[]> {
  const directory = path.join(work, 'score');
  const args = ['--seed', '1', '--stems', '--midi', '--preview'];
  const { exitCode, stderr, result, wallSeconds } = await runScore(CLIP, directory, args);
  const ended = {
    what: 'the command succeeds',
    ok: exitCode === 0,
    seen: `${wallSeconds.toFixed(1)} s ${stderr}`,
  };
  return result ? [ended, ...checkResult(result, directory)] : [ended];
}

function checkExamples(work: string): Check[] {
  const examples = readdirSync(path.join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'));
  return examples.map((name) => {
    const takesModel = readFileSync(path.join(ROOT, 'examples', name), 'utf8').includes('--model');
    const args = takesModel ? ['--model', 'debug-score', '--out', path.join(work, name)] : [];
    const command = ['--import', 'tsx', path.join(ROOT, 'examples', name), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
    const ok = status === 0 && stdout.trim() !== '';
    return { what: `examples/${name} runs`, ok, seen: ok ? (stdout.split('\n')[0] ?? '') : stderr };
  });
}

const work = mkdtempSync(path.join(tmpdir(), 'framescore-end-to-end-'));
try {
  const checks = [...(await checkScore(work)), ...checkExamples(work)];
  for (const { what, ok, seen } of checks) console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${seen}`);
  process.exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
