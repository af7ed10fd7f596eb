// `npx tsx test/panel/take-pictures.ts [name...]`: pictures of the panel's states for docs/images/panel, at its narrowest and a usual width.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT, bundleText, panelBuildOptions } from '../../scripts/panel/bundle-panel.js';
import { decodePng, encodePalettePng } from '../../scripts/panel/png.js';
import type { PanelTheme } from '../../plugin/src/ports.js';
import { openBrowser } from './browser.js';
import { SAMPLE_STATES, type SampleName } from './page/sample-states.js';

const FOLDER = path.join(ROOT, 'docs/images/panel');
const WIDTHS_PX = [240, 360] as const;
/** Long enough for the whole of the longest state, so that nothing is hidden below an edge. */
const HEIGHTS_PX: Partial<Record<SampleName, number>> = { placed: 1160, 'range-inside': 1100, removed: 830 };
const USUAL_HEIGHT_PX = 620;
const IN_LIGHT: SampleName[] = ['ready', 'composing', 'placed', 'problem', 'pairing-code'];

type Picture = { name: SampleName; widthPx: number; theme: PanelTheme };

function listPictures(names: readonly string[]): Picture[] {
  const chosen = (Object.keys(SAMPLE_STATES) as SampleName[]).filter(
    (name) => names.length === 0 || names.includes(name),
  );
  return chosen.flatMap((name) => {
    const themes: PanelTheme[] = IN_LIGHT.includes(name) ? ['darkest', 'light'] : ['darkest'];
    return themes.flatMap((theme) => WIDTHS_PX.map((widthPx) => ({ name, widthPx, theme })));
  });
}

async function takePicture(page: Page, { name, widthPx, theme }: Picture): Promise<string> {
  await page.setViewportSize({ width: widthPx, height: HEIGHTS_PX[name] ?? USUAL_HEIGHT_PX });
  await page.evaluate(`showState(${JSON.stringify(name)}, ${JSON.stringify(theme)})`);
  await page.waitForTimeout(120);
  const file = `${name}-${widthPx}${theme === 'light' ? '-light' : ''}.png`;
  const pixels = decodePng(await page.screenshot());
  await writeFile(path.join(FOLDER, file), encodePalettePng(pixels));
  const tooWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  return tooWide ? `${file} is wider than the panel` : file;
}

async function main(names: readonly string[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const script = await bundleText('test/panel/page/gallery.tsx', panelBuildOptions('direct', '0.1.0'));
  const css = await readFile(path.join(ROOT, 'plugin/src/ui/panel.css'), 'utf8');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    page.on('pageerror', (error) => console.error(error.message));
    await page.setContent(`<!doctype html><style>${css}</style><div id="root"></div>`);
    await page.addScriptTag({ content: script });
    for (const picture of listPictures(names)) console.log(await takePicture(page, picture));
  } finally {
    await browser.close();
  }
}

await main(process.argv.slice(2));
