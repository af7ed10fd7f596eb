// The command line of design section 10: its commands, options and help. Knows no adapter; `main` passes what the commands do.
import { Command, CommanderError, Option } from 'commander';
import { ScoreError, previewSounds } from '@framescore/contract';
import { parsePercent, parseRate, parseSeed, parseTempo, parseVariations } from './arguments.js';
import type { RegenerateOptions } from './regenerate-command.js';
import { parsePort, type ServeOptions } from './serve-command.js';
import type { ServiceAction } from './service-command.js';

export type ScoreOptions = {
  out?: string;
  range?: string;
  fps?: number;
  style: string;
  tempo?: [number, number];
  intensity: number;
  sync: number;
  seed?: number;
  model: string;
  device: string;
  preview: boolean;
  previewSound?: (typeof previewSounds)[number];
  stems: boolean;
  midi: boolean;
  variations: number;
  json: boolean;
};
export type BeatsOptions = { json: boolean; model: string };

export type Commands = {
  score(video: string, options: ScoreOptions): Promise<void>;
  regenerate(resultPath: string, options: RegenerateOptions): Promise<void>;
  beats(media: string, options: BeatsOptions): Promise<void>;
  doctor(options: { json: boolean }): Promise<void>;
  listModels(options: { json: boolean }): Promise<void>;
  verifyModels(ids: string[], options: { json: boolean }): Promise<void>;
  serve(options: ServeOptions): Promise<void>;
  pair(): Promise<void>;
  service(action: ServiceAction, options: { json: boolean }): Promise<void>;
};

/** Parses the arguments (without node and script) and runs the command. Throws usage-wrong for what cannot be parsed. */
export async function runProgram(
  args: readonly string[],
  version: string,
  commands: Commands,
): Promise<void> {
  const program = new Command('framescore')
    .description('Music for a cut picture, with its beats on the cuts.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  addScore(program, commands);
  addRegenerate(program, commands);
  addBeats(program, commands);
  addMaintenance(program, commands);
  addHost(program, commands);
  try {
    if (args.length === 0) program.help();
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return; // --help and --version have been printed
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    throw new ScoreError(
      'usage-wrong',
      `${capitalise(message)} Run "framescore --help" to see the commands.`,
      { cause: error },
    );
  }
}

function addScore(program: Command, commands: Commands): void {
  program
    .command('score')
    .description('compose music for a picture: score.wav, score.json and more on request')
    .argument(
      '<video>',
      'the media file, timeline.json or numbered pictures (shot.%04d.png, or their folder) whose picture is scored',
    )
    .option('--out <dir>', 'folder for the result (default: <name>.score in the working directory)')
    .option(
      '--range <A-B>',
      'only this range: seconds, HH:MM:SS.mmm, HH:MM:SS:FF or, with drop-frame, HH:MM:SS;FF',
    )
    .option('--fps <rate>', 'pictures a second of numbered pictures (default: 25)', parseRate)
    .option('--style <id>', 'auto, or a style of the model', 'auto')
    .option('--tempo <bpm>', 'auto, beats per minute, or a range as 100-130', parseTempo)
    .option('--intensity <0-100>', 'how strong the music is', parsePercent('--intensity'), 50)
    .option('--sync <0-100>', 'how hard beats are pulled onto cuts', parsePercent('--sync'), 80)
    .option('--seed <n>', 'the same seed gives the same music (default: a new one each time)', parseSeed)
    .option('--variations <n>', 'how many takes of it, the best first', parseVariations, 1)
    .option('--model <id|dir>', 'model bundle', 'small')
    .addOption(new Option('--device <name>', 'where the model runs').choices(['auto', 'cpu']).default('auto'))
    .option('--preview', 'also write preview.mp4: the picture with the score', false)
    .addOption(
      new Option(
        '--preview-sound <what>',
        "with the film's own sound, the music under it: both; or either alone",
      ).choices(previewSounds),
    )
    .option('--stems', 'also write one WAV for each part', false)
    .option('--midi', 'also write the score as a MIDI file', false)
    .option('--json', 'progress and result as JSON lines', false)
    .action((video: string, options: ScoreOptions) => commands.score(video, options));
}

function addRegenerate(program: Command, commands: Commands): void {
  program
    .command('regenerate')
    .description(
      'compose a range of a score anew: score.v2.wav and score.v2.json beside it, no earlier file is touched',
    )
    .argument('<score.json>', 'the score, or the version of it, to start from')
    .requiredOption('--range <A-B>', 'what may change, from the start of the score: seconds or HH:MM:SS.mmm')
    .option('--media <file>', 'the film, where it is neither where it was nor beside the score')
    .option(
      '--intensity <0-100>',
      'how strong the new part is (default: as it was)',
      parsePercent('--intensity'),
    )
    .option('--seed <n>', 'the same seed gives the same part (default: a new one each time)', parseSeed)
    .option('--json', 'progress and result as JSON lines', false)
    .action((resultPath: string, options: RegenerateOptions) => commands.regenerate(resultPath, options));
}

function addBeats(program: Command, commands: Commands): void {
  program
    .command('beats')
    .description('find beats, downbeats and tempo of the sound of a file')
    .argument('<media>', 'an audio or video file')
    .option('--model <id|dir>', 'model bundle whose beat tracker listens', 'small')
    .option('--json', 'the result as JSON', false)
    .action((media: string, options: BeatsOptions) => commands.beats(media, options));
}

function addMaintenance(program: Command, commands: Commands): void {
  program
    .command('doctor')
    .description('check that everything FrameScore needs works on this machine')
    .option('--json', 'the report as JSON', false)
    .action((options: { json: boolean }) => commands.doctor(options));
  const models = program.command('models').description('the installed model bundles');
  models
    .command('list')
    .description('list the installed bundles')
    .option('--json', 'as JSON', false)
    .action((options: { json: boolean }) => commands.listModels(options));
  models
    .command('verify')
    .description('check every file of the bundles against its hash')
    .argument('[ids...]', 'bundles to check (default: all)')
    .option('--json', 'as JSON', false)
    .action((ids: string[], options: { json: boolean }) => commands.verifyModels(ids, options));
}

function addHost(program: Command, commands: Commands): void {
  program
    .command('serve')
    .description('run the host that the panel in Premiere speaks to, until Ctrl-C')
    .option('--port <n>', 'listen on this port only (default: the first free one the panel tries)', parsePort)
    .option('--model <id>', 'model bundle that is used when none is named', 'small')
    .option('--forget', 'remove all pairings, then end', false)
    .option(
      '--accept-null-origin',
      'let in a panel whose socket names no origin (only if the log says that yours was refused)',
      false,
    )
    .action((options: ServeOptions) => commands.serve(options));
  program
    .command('pair')
    .description('show a code to type in the panel, which makes it known to the host')
    .action(() => commands.pair());
  const service = program.command('service').description('start the host with your session');
  const actions = {
    install: 'start the host at login, and now where the system can',
    status: 'say whether the host starts at login and whether it runs',
    uninstall: 'start the host at login no more',
  };
  for (const action of Object.keys(actions) as ServiceAction[])
    service
      .command(action)
      .description(actions[action])
      .option('--json', 'as JSON', false)
      .action((options: { json: boolean }) => commands.service(action, options));
}

function capitalise(text: string): string {
  const sentence = text.endsWith('.') ? text : `${text}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
