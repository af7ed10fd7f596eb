// The user's own ffmpeg and the ffprobe beside it: how they are found, started and understood.
import { basename, dirname, join, resolve } from 'node:path';
import { ScoreError } from '@framescore/contract';
import { inputRules } from './input-rules.js';
import type { NumberedRun } from './media-protocol.js';
import { readBytes } from './read-bytes.js';
import { startTool, throwIfRunEnded, type Tool } from './tool-process.js';

export type FfmpegProgram = { ffmpegPath: string; ffprobePath: string };

export function ffmpegProgram(ffmpegPath: string): FfmpegProgram {
  const probeName = basename(ffmpegPath).replace(/ffmpeg/i, 'ffprobe');
  // A bare name is looked up on PATH, and so is its ffprobe.
  const ffprobePath = basename(ffmpegPath) === ffmpegPath ? probeName : join(dirname(ffmpegPath), probeName);
  return { ffmpegPath, ffprobePath };
}

/** `file:` keeps a colon or dash in a name from being read as something else. */
export function inputArguments(path: string, numbered?: NumberedRun): string[] {
  const { format, options } = inputRules(path, numbered);
  const given = Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]);
  return [...given, ...(format === null ? [] : ['-f', format]), '-i', `file:${resolve(path)}`];
}

/** Runs a program to its end and hands over what it prints, piece by piece. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { signal, onText }: { signal: AbortSignal; onText: (text: string) => void },
): Promise<{ exitCode: number; log: string }> {
  const tool = startTool({ command, args, input: '' }, signal);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of readBytes(tool)) onText(decoder.decode(bytes, { stream: true }));
    return { exitCode: await exitOf(tool, command, signal), log: tool.errorTail() };
  } finally {
    await tool.dispose();
  }
}

/** Waits for the end; throws where it was cancelled, could not be started, or was killed by someone else. */
export async function exitOf(tool: Tool, command: string, signal: AbortSignal): Promise<number> {
  const { exitCode, failure } = await tool.watch.during(tool.ended);
  if (exitCode !== 0) await throwIfRunEnded(signal);
  if (failure) {
    const detail = `FFMPEG_PATH leads to ${command}, which cannot be started. Correct it, or unset it to use the built-in decoder.`;
    throw new ScoreError('usage-wrong', detail, { cause: failure });
  }
  if (exitCode === null) {
    throw new ScoreError('media-unreadable', `${command} was stopped from outside. Try again.`, {
      cause: new Error(tool.errorTail()),
    });
  }
  return exitCode;
}

const frameTimesOptions = new Map<string, Promise<string>>();

/** The option that keeps ffmpeg from dropping or repeating frames was renamed in 5.1. */
export function frameTimesOption({ ffmpegPath }: FfmpegProgram, signal: AbortSignal): Promise<string> {
  const known = frameTimesOptions.get(ffmpegPath) ?? askVersion(ffmpegPath, signal);
  frameTimesOptions.set(ffmpegPath, known);
  known.catch(() => frameTimesOptions.delete(ffmpegPath));
  return known;
}

async function askVersion(ffmpegPath: string, signal: AbortSignal): Promise<string> {
  let text = '';
  await runProgram(ffmpegPath, ['-version'], { signal, onText: (piece) => (text += piece) });
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(text) ?? [];
  const isBefore51 = major !== undefined && (Number(major) < 5 || (Number(major) === 5 && Number(minor) < 1));
  return isBefore51 ? '-vsync' : '-fps_mode';
}
