// The built panel in a browser, beside the fake Premiere: opens the page, reads what a person reads, presses what a person presses.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PANEL_FOLDER } from '../../scripts/build-panel.js';
import { bundleText, panelBuildOptions } from '../../scripts/panel/bundle-panel.js';
import type { StageOptions } from './page/stage.js';
import { waitFor } from './host-process.js';
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
    const panel = new PanelPage(page, folder);
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

  /** The first button of that name; a name as a string must be the whole name. */
  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' }).first();
  }

  press = async (name: string | RegExp): Promise<void> => {
    await this.button(name).click({ timeout: 10_000 });
  };

  async see(text: string | RegExp, timeoutMs = 10_000): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: timeoutMs });
  }

  async text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** An expression of the stage (test/panel/page/stage.ts). */
  async ask<T>(expression: string): Promise<T> {
    return await this.page.evaluate(`window.stage.${expression}`);
  }

  timeline(): Promise<Timeline> {
    return this.ask<Timeline>('timeline()');
  }

  /** Milliseconds from the press to the first change of what is shown. */
  async measureFeedback(name: string | RegExp): Promise<number> {
    await this.page.evaluate(`{
      window.feedback = new Promise((resolve) => {
        let pressedAt = 0;
        document.addEventListener('click', () => (pressedAt = performance.now()), { capture: true, once: true });
        new MutationObserver((_, observer) => {
          if (!document.querySelector('.progress')) return;
          observer.disconnect();
          resolve(performance.now() - pressedAt);
        }).observe(document.body, { childList: true, subtree: true });
      });
      // Not the promise itself: it would be waited for.
      null;
    }`);
    await this.press(name);
    return this.page.evaluate<number>('window.feedback');
  }

  /** A problem is shown, or nothing runs any more; a problem is thrown. */
  async settle(timeoutMs: number): Promise<void> {
    const alert = this.page.getByRole('alert');
    // The press itself shows within a frame or two.
    await this.page.waitForTimeout(100);
    await waitFor(
      async () => (await alert.isVisible()) || !(await this.page.locator('.progress').isVisible()),
      timeoutMs,
      () => this.faults.join('; '),
    );
    if (await alert.isVisible()) throw new Error(`The panel shows a problem: ${await alert.innerText()}`);
  }

  /** The host is at work: a stage of its own is shown. */
  async untilComposing(): Promise<void> {
    await this.page.locator('.progress .field-value').waitFor({ timeout: 30_000 });
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: label }).selectOption({ label: option });
  }

  async countSent(method: string): Promise<number> {
    const { sent } = await this.ask<{ sent: string[] }>('sockets');
    return sent.filter((each) => each === method).length;
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
