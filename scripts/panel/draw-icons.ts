// `npx tsx scripts/panel/draw-icons.ts`: the panel's icons in each size. Writes plugin/icons.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CLEAR, DARK, drawIcon, ICON_LOOK, LIGHT, type IconLook } from './draw-icon.js';
import { encodePng } from './png.js';
import { ROOT } from './bundle-panel.js';

const ICONS: Record<string, IconLook> = {
  'panel-dark.png': { sizePx: 23, bar: LIGHT, ground: CLEAR },
  'panel-dark@2x.png': { sizePx: 46, bar: LIGHT, ground: CLEAR },
  'panel-light.png': { sizePx: 23, bar: DARK, ground: CLEAR },
  'panel-light@2x.png': { sizePx: 46, bar: DARK, ground: CLEAR },
  'plugin.png': { ...ICON_LOOK, sizePx: 48 },
  'plugin@2x.png': { ...ICON_LOOK, sizePx: 96 },
};

const folder = path.join(ROOT, 'plugin/icons');
await mkdir(folder, { recursive: true });
for (const [name, look] of Object.entries(ICONS)) {
  const { sizePx } = look;
  await writeFile(
    path.join(folder, name),
    encodePng({ widthPx: sizePx, heightPx: sizePx, rgba: drawIcon(look) }),
  );
}
