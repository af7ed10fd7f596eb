// Composition root of the command line: joins the adapters with the pipeline and hands the exit code to the process.
import { createRequire } from 'node:module';
import process from 'node:process';
import { loadBundle, bundlesDirectory } from './bundle/load-bundle.js';
import { createAdapters } from './adapters.js';
import { describeBeats, findBeats } from './find-beats.js';
import { composeScore } from './compose-score.js';
import { describeFindings, exitCodeOf, runChecks } from './cli/doctor-command.js';
import { describeModels, inspectModels } from './cli/models-command.js';
import { createProgressDisplay } from './cli/progress-display.js';
import { runProgram, type BeatsOptions, type ScoreOptions } from './cli/program.js';
import { runCommandLine } from './cli/run-command-line.js';
import { describeScore, scoreRequestOf, untilInterrupted } from './cli/score-command.js';
import { describeCode, describeForgotten, tcpPortsOf, type ServeOptions } from './cli/serve-command.js';
import { describeService, type ServiceAction } from './cli/service-command.js';
import { doctorChecks } from './doctor-checks.js';
import { forgetPairings, runHost } from './host-main.js';
import { openMediaClock } from './media-clock.js';
import { dataFolderOf } from './service/data-folder.js';
import { readCode } from './service/pairing-code.js';
import { changeService } from './service-main.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const models = bundlesDirectory(process.env);
let exitCode = 0;

async function score(video: string, options: ScoreOptions): Promise<void> {
  const display = createProgressDisplay({
    ...options,
    stdout: process.stdout,
    stderr: process.stderr,
    nowMs: () => performance.now(),
  });
  try {
    const result = await untilInterrupted(process, display.report, async (run) => {
      const ports = await createAdapters(await loadBundle(options.model, models), process.env);
      try {
        const openClock = (needsFrames: boolean) => openMediaClock(video, needsFrames, ports.media, run);
        const seed = Math.floor(Math.random() * 2 ** 32);
        return await composeScore(await scoreRequestOf(video, options, seed, openClock), ports, run);
      } finally {
        ports.dispose();
      }
    });
    display.stop();
    process.stdout.write(
      options.json ? `${JSON.stringify({ event: 'score-end', result })}\n` : describeScore(result),
    );
  } finally {
    display.stop();
  }
}

async function beats(media: string, options: BeatsOptions): Promise<void> {
  const found = await untilInterrupted(
    process,
    () => undefined,
    async (run) => {
      const ports = await createAdapters(await loadBundle(options.model, models), process.env);
      try {
        return await findBeats({ path: media }, ports, run);
      } finally {
        ports.dispose();
      }
    },
  );
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : describeBeats(found));
}

async function serve(options: ServeOptions): Promise<void> {
  const folder = dataFolderOf(process.env);
  if (options.forget) return void process.stdout.write(describeForgotten(await forgetPairings(folder)));
  const host = {
    folder,
    tcpPorts: tcpPortsOf(options),
    modelsDirectory: models,
    defaultModelId: options.model,
    version,
    env: process.env,
    terminal: process.stderr,
  };
  await untilInterrupted(
    process,
    () => undefined,
    ({ signal }) => runHost(host, signal),
  );
}

const print = <T>(value: T, json: boolean, describe: (value: T) => string) =>
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : describe(value));

const commands = {
  score,
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
  async pair() {
    const now = new Date();
    const code = readCode(dataFolderOf(process.env).codePath, now);
    await Promise.resolve(process.stdout.write(describeCode(code, now)));
  },
};

const options = { json: process.argv.includes('--json'), debug: process.env['FRAMESCORE_DEBUG'] === '1' };
process.exitCode = await runCommandLine(
  async () => {
    await runProgram(process.argv.slice(2), version, commands);
    return exitCode;
  },
  process,
  options,
);
