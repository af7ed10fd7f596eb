// How the panel is bundled: one IIFE for UXP, and the same settings for the pages that tests show in a browser.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** UXP's own modules and Premiere's: there at run time, never in the bundle. */
const RUNTIME_MODULES = ['premierepro', 'uxp', 'fs', 'os'];

/** `any-address`: like `direct`, for machines on which Premiere refuses the addresses that the manifest names. */
export type Channel = 'direct' | 'any-address' | 'marketplace';

export function panelBuildOptions(channel: Channel, version: string): BuildOptions {
  return {
    bundle: true,
    format: 'iife',
    platform: 'browser',
    // What UXP's engine is documented to run, with room (premiere-facts 4.1).
    target: 'es2020',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    external: RUNTIME_MODULES,
    conditions: ['browser', 'import', 'default'],
    define: {
      'process.env.NODE_ENV': '"production"',
      FRAMESCORE_CHANNEL: JSON.stringify(channel),
      FRAMESCORE_VERSION: JSON.stringify(version),
    },
    plugins: [resolveContract, resolveWrappers],
    logLevel: 'warning',
  };
}

/** Bundles from the contract's sources, so that no build has to run before. */
const resolveContract: Plugin = {
  name: 'contract-sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@framescore\/contract$/ }, () => ({
      path: path.join(ROOT, 'contract/src/index.ts'),
    }));
  },
};

/** Sends every Spectrum import to the version that UXP is locked to, as its wrappers ask for; uninstalled ones stay as they are. */
const resolveWrappers: Plugin = {
  name: 'swc-uxp-wrappers',
  async setup({ onResolve, resolve }) {
    const require = createRequire(path.join(ROOT, 'package.json'));
    const { aliases } = (await import(require.resolve('@swc-uxp-wrappers/utils/src/aliases.js'))) as {
      aliases: Record<string, string>;
    };
    onResolve(
      { filter: /^(@spectrum-web-components\/|lit)/ },
      async ({ path: asked, pluginData, ...rest }) => {
        if (pluginData === 'settled') return undefined;
        const key = Object.keys(aliases).find((name) => asked === name || asked.startsWith(`${name}/`));
        if (key === undefined) return undefined;
        const wanted = `${aliases[key]}${asked.slice(key.length)}`;
        const { importer, resolveDir, kind } = rest;
        // A wrapper imports what it wraps by another name, so this never leads back to itself.
        const found = await resolve(wanted, { importer, resolveDir, kind, pluginData: 'settled' });
        return found.errors.length === 0 ? found : undefined;
      },
    );
  },
};

/** Bundles one entry; -> its text. */
export async function bundleText(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, entryPoints: [path.join(ROOT, entry)], write: false });
  const [file] = outputFiles ?? [];
  if (!file) throw new Error(`esbuild wrote nothing for ${entry}.`);
  return file.text;
}
