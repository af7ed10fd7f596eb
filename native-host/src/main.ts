// Composition root of the command line: joins the adapters with the pipeline and hands the exit code to the process.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { ScoreError, type Run } from '@framescore/contract';
import { loadBundle, bundlesDirectory } from './bundle/load-bundle.js';
import { createAdapters, type JobPorts } from './adapters.js';
import { describeBeats, findBeats } from './find-beats.js';
import { composeTakes, type Take } from './compose-score.js';
import { describeFindings, exitCodeOf, runChecks } from './cli/doctor-command.js';
import { describeModels, inspectModels } from './cli/models-command.js';
import { hintsOf } from './cli/hints.js';
import { createProgressDisplay } from './cli/progress-display.js';
import { runProgram, type BeatsOptions, type ScoreOptions } from './cli/program.js';
import { runCommandLine } from './cli/run-command-line.js';
import {
  describeVersion,
  rangeRequestOf,
  readRegenerateDefaults,
  type RegenerateOptions,
} from './cli/regenerate-command.js';
import { ProgramEnds } from './cli/program-ends.js';
import { describeTakes, scoreRequestOf } from './cli/score-command.js';
import {
  describeCode,
  describeForgotten,
  moreOriginsOf,
  tcpPortsOf,
  type ServeOptions,
} from './cli/serve-command.js';
import { describeService, type ServiceAction } from './cli/service-command.js';
import { doctorChecks } from './doctor-checks.js';
import { forgetPairings, runHost } from './host-main.js';
import { openMediaClock } from './media-clock.js';
import { readText } from './media/read-wav.js';
import { regenerateRange, type NewVersion } from './regenerate-range.js';
import { ASKED_CODE_SECONDS, drawDigits } from './pairing.js';
import { dataFolderOf, findRunningHost } from './service/data-folder.js';
import { readCode, writeCode } from './service/pairing-code.js';
import { changeService } from './service-main.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const models = bundlesDirectory(process.env);
const ends = new ProgramEnds(process);
let exitCode = 0;

/** Shows progress while `work` runs, then what it gives to read: text for a person, JSON lines for a program. */
async function shown<T>(
  json: boolean,
  work: (run: Run) => Promise<T>,
  describe: (value: T) => string,
  resultOf: (value: T) => unknown,
): Promise<void> {
  const display = createProgressDisplay({
    json,
    stdout: ends.stdout,
    stderr: process.stderr,
    nowMs: () => performance.now(),
  });
  try {
    const value = await ends.run(display.report, work);
    display.stop();
    ends.stdout.write(
      json ? `${JSON.stringify({ event: 'score-end', result: resultOf(value) })}\n` : describe(value),
    );
  } finally {
    display.stop();
  }
}

async function withPorts<T>(model: string, work: (ports: JobPorts) => Promise<T>): Promise<T> {
  const adapters = await createAdapters(await loadBundle(model, models), process.env);
  try {
    return await work(adapters.openJob());
  } finally {
    adapters.dispose();
  }
}

const randomSeed = () => Math.floor(Math.random() * 2 ** 32);

async function score(video: string, options: ScoreOptions): Promise<void> {
  const compose = (run: Run) =>
    withPorts(options.model, async (ports) => {
      const openClock = (needsFilm: boolean) =>
        openMediaClock(video, needsFilm, ports.media, run, options.fps);
      const request = await scoreRequestOf(video, options, randomSeed(), openClock);
      return composeTakes(request, options.variations, ports, run);
    });
  const resultOf = (takes: Take[]) =>
    takes.length === 1 ? takes[0]!.result : takes.map(({ result }) => result);
  await shown(options.json, compose, describeTakes, resultOf);
}

async function regenerate(resultPath: string, options: RegenerateOptions): Promise<void> {
  const { bundleId, intensity } = await readRegenerateDefaults(resultPath, readText);
  const request = rangeRequestOf(resultPath, options, { intensity, seed: randomSeed() });
  const describe = ({ result, rangeWavName }: NewVersion) =>
    describeVersion(result, path.dirname(resultPath), rangeWavName);
  const compose = (run: Run) => withPorts(bundleId, (ports) => regenerateRange(request, ports, run));
  await shown(options.json, compose, describe, ({ result }) => result);
}

async function beats(media: string, options: BeatsOptions): Promise<void> {
  const found = await ends.run(
    () => undefined,
    (run) => withPorts(options.model, (ports) => findBeats({ path: media }, ports, run)),
  );
  ends.stdout.write(options.json ? `${JSON.stringify(found)}\n` : describeBeats(found));
}

async function serve(options: ServeOptions): Promise<void> {
  const folder = dataFolderOf(process.env);
  if (options.forget) return ends.stdout.write(describeForgotten(await forgetPairings(folder)));
  const host = {
    folder,
    tcpPorts: tcpPortsOf(options),
    modelsDirectory: models,
    defaultModelId: options.model,
    version,
    env: process.env,
    terminal: ends.stderr,
    moreOrigins: moreOriginsOf(options),
  };
  await ends.serve((signal) => runHost(host, signal));
}

/** The code that waits, or a new one: this program may write where the host looks for it. Throws host-unreachable. */
async function pair(): Promise<void> {
  const folder = dataFolderOf(process.env);
  if (!(await findRunningHost(folder)))
    throw new ScoreError(
      'host-unreachable',
      'Start it with "framescore serve", then ask for the code again.',
    );
  const now = new Date();
  const waiting = readCode(folder.codePath, now);
  const expiresAt = new Date(now.getTime() + ASKED_CODE_SECONDS * 1000);
  const code = waiting ?? { digits: drawDigits(), expiresAt };
  if (!waiting) writeCode(folder.codePath, code);
  ends.stdout.write(describeCode(code, now));
}

const print = <T>(value: T, json: boolean, describe: (value: T) => string) =>
  ends.stdout.write(json ? `${JSON.stringify(value)}\n` : describe(value));

const commands = {
  score,
  regenerate,
  beats,
  async doctor({ json }: { json: boolean }) {
    const findings = await runChecks(doctorChecks(models, process.env));
    print(findings, json, describeFindings);
    exitCode = exitCodeOf(findings);
  },
  async listModels({ json }: { json: boolean }) {
    print(await inspectModels([], models), json, describeModels);
  },
  async verifyModels(ids: string[], { json }: { json: boolean }) {
    const lines = await inspectModels(ids, models);
    print(lines, json, describeModels);
    if (lines.some(({ ok }) => !ok)) exitCode = 4;
  },
  serve,
  async service(action: ServiceAction, { json }: { json: boolean }) {
    print(await changeService(action, dataFolderOf(process.env), process.env), json, describeService);
  },
  pair,
};

const options = {
  json: process.argv.includes('--json'),
  debug: process.env['FRAMESCORE_DEBUG'] === '1',
  hints: hintsOf(process.argv.slice(2)),
};
const code = await runCommandLine(
  async () => {
    await runProgram(process.argv.slice(2), version, commands);
    return exitCode;
  },
  ends,
  options,
);
// At once, whatever is still pending: what nobody reads must not keep an ended program alive.
process.exit(await ends.finish(code));
