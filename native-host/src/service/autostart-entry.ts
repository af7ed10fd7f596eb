// What starting with the user's session means on a system: files to write and commands to run. Types only.

/** Whose session, on what system. Given from outside, so that tests can write the entries of every system. */
export type UserPlace = {
  platform: NodeJS.Platform;
  homeDirectory: string;
  dataDirectory: string;
  /** Number of the user where the system has one. */
  userId: number;
  configDirectory?: string | undefined;
};

/** The host as it is started: program, arguments, and the environment that it shall find besides the usual one. */
export type HostProgram = { command: string; args: readonly string[]; environment: Record<string, string> };

export type Command = { command: string; args: readonly string[] };

export type AutostartEntry = {
  /** What a person would call it. */
  name: string;
  files: { path: string; content: string }[];
  /** Each must succeed, or the entry is taken back. */
  install: Command[];
  /** May fail: the entry may be half gone already. */
  uninstall: Command[];
  /** Succeeds when the system knows of the entry. */
  isKnown: Command;
  /** What happens now and later, in one sentence. */
  afterInstall: string;
};
