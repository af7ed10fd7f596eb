// The built panel in a browser, beside the fake Premiere: opens the page, reads what a person reads, presses what a person presses.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PANEL_FOLDER } from '../../scripts/build-panel.js';
import { bundleText, panelBuildOptions } from '../../scripts/panel/bundle-panel.js';
import type { StageOptions } from './page/stage.js';
import { probeMedia } from './probe-media.js';

/** As in UXP, no code from strings: the browser refuses it and tells. */
const PAGE = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src file:">
<link rel="stylesheet" href="panel.css">
<body><script src="stage.js"></script><script src="main.js"></script></body>
`;

export type Timeline = {
  ours: { track: number; start: number; end: number; in: number; path: string | null }[];
  foreign: unknown[];
  foreignMarkers: unknown[];
  markerFrames: number[];
  markerColours: number[];
  propertyCount: number;
};

export class PanelPage {
  readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly folder: string,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      // A refused port is how a missing host looks; the browser tells of it in red.
      if (message.type() === 'error' && !message.text().includes('WebSocket'))
        this.faults.push(message.text());
    });
  }

  static async open(browser: Browser, options: StageOptions): Promise<PanelPage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'framescore-page-'));
    for (const name of ['main.js', 'panel.css'])
      await copyFile(path.join(PANEL_FOLDER, name), path.join(folder, name));
    await writeFile(path.join(folder, 'stage.js'), await bundleStage());
    await writeFile(path.join(folder, 'page.html'), PAGE);
    const page = await browser.newPage({ viewport: { width: 360, height: 900 } });
    const url = `${pathToFileURL(path.join(folder, 'page.html')).href}#${encodeURIComponent(JSON.stringify(options))}`;
    const panel = new PanelPage(page, folder, url);
    await page.exposeFunction('probeMedia', probeMedia);
    await page.goto(url);
    return panel;
  }

  /** As UXP does after a crash of the panel: page, scripts and timeline anew, the secrets kept. */
  async reload(): Promise<void> {
    await this.page.reload();
  }

  async close(): Promise<void> {
    await this.page.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name }).first();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click({ timeout: 10_000 });
  }

  async see(text: string | RegExp, timeoutMs = 10_000): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: timeoutMs });
  }

  async text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** An expression of the stage (test/panel/page/stage.ts). */
  async ask<T>(expression: string): Promise<T> {
    return (await this.page.evaluate(`window.stage.${expression}`)) as T;
  }

  timeline(): Promise<Timeline> {
    return this.ask<Timeline>('timeline()');
  }

  /** Sets a slider as a person does with the keys, by its label. */
  async slide(label: string, value: number): Promise<void> {
    const slider = this.page.getByRole('slider', { name: label });
    await slider.fill(String(value));
    await slider.dispatchEvent('change');
  }
}

async function bundleStage(): Promise<string> {
  const options = panelBuildOptions('direct', '0.0.0');
  // The fake itself may use what UXP has not: it gets its own names for it before the page loses them.
  const banner = { js: 'window.stageText = { Encoder: TextEncoder, Decoder: TextDecoder };' };
  const define = { ...options.define, TextEncoder: 'stageText.Encoder', TextDecoder: 'stageText.Decoder' };
  return bundleText('test/panel/page/stage.ts', { ...options, banner, define, minify: false });
}

/** The domains that the manifest allows, as the stage's sockets check them. */
export async function readSocketDomains(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(PANEL_FOLDER, 'manifest.json'), 'utf8')) as {
    requiredPermissions: { network: { domains: string[] } };
  };
  return manifest.requiredPermissions.network.domains;
}
