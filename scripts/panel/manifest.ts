// The UXP manifest: its schema as far as we use it, the variant of each channel, and the icon files it names.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ROOT, type Channel } from './bundle-panel.js';

const sizePx = z.strictObject({ width: z.int().positive(), height: z.int().positive() });
const icon = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  path: z.string().endsWith('.png'),
  scale: z.array(z.literal([1, 2])),
  theme: z.array(z.enum(['all', 'lightest', 'light', 'medium', 'dark', 'darkest'])),
  species: z.array(z.literal('pluginList')).optional(),
});
const label = z.strictObject({ default: z.string().min(1) });
const panelEntry = z.strictObject({
  type: z.literal('panel'),
  id: z.string(),
  label,
  minimumSize: sizePx,
  maximumSize: sizePx,
  preferredDockedSize: sizePx,
  preferredFloatingSize: sizePx,
  icons: z.array(icon).min(1),
});
const commandEntry = z.strictObject({ type: z.literal('command'), id: z.string(), label });

/** Version 5 for Premiere (premiere-facts 3); strict, so that a misspelt key is found here and not in Premiere. */
export const manifestSchema = z.strictObject({
  manifestVersion: z.literal(5),
  id: z.string().min(8),
  name: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  main: z.literal('index.html'),
  host: z.strictObject({ app: z.literal('premierepro'), minVersion: z.string().regex(/^\d+\.\d+\.\d+$/) }),
  entrypoints: z.array(z.discriminatedUnion('type', [panelEntry, commandEntry])).min(1),
  icons: z.array(icon).min(1),
  requiredPermissions: z.strictObject({
    localFileSystem: z.enum(['plugin', 'request']),
    network: z.strictObject({
      domains: z.union([z.literal('all'), z.array(z.string().regex(/^ws:\/\/localhost(:\d+|\/)$/)).min(1)]),
    }),
    launchProcess: z
      .strictObject({ schemes: z.array(z.never()), extensions: z.array(z.string().regex(/^\.\w+$/)).min(1) })
      .optional(),
    clipboard: z.literal('readAndWrite'),
  }),
  featureFlags: z.strictObject({ enableSWCSupport: z.literal(true) }),
});

export type PanelManifest = z.infer<typeof manifestSchema>;

export async function readManifest(): Promise<PanelManifest> {
  const text = await readFile(path.join(ROOT, 'manifest.json'), 'utf8');
  return manifestSchema.parse(JSON.parse(text));
}

/**
 * The Marketplace wants an id of its own and lets no plugin start a program (premiere-facts 3.2). The panel for any address keeps the
 * id, so that it takes the place of the other and finds its pairing.
 */
export function manifestFor(channel: Channel, manifest: PanelManifest): PanelManifest {
  const { requiredPermissions } = manifest;
  if (channel === 'direct') return manifest;
  if (channel === 'any-address')
    return { ...manifest, requiredPermissions: { ...requiredPermissions, network: { domains: 'all' } } };
  const { launchProcess: _, ...permissions } = requiredPermissions;
  return { ...manifest, id: `${manifest.id}.marketplace`, requiredPermissions: permissions };
}

/** `icons/x.png` and, for double scale, `icons/x@2x.png`, each once. */
export function listIconFiles({ icons, entrypoints }: PanelManifest): string[] {
  const all = [...icons, ...entrypoints.flatMap((entry) => (entry.type === 'panel' ? entry.icons : []))];
  const files = all.flatMap(({ path: file, scale }) =>
    scale.map((factor) => (factor === 1 ? file : file.replace('.png', `@${factor}x.png`))),
  );
  return [...new Set(files)];
}
