// The first steps of the whole way: a denied address, a missing host, pairing.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { CheckList } from './check-list.js';
import type { HostProcess } from './host-process.js';
import type { StageOptions } from './page/stage.js';
import { PanelPage, type Timeline } from './panel-page.js';

/** UXP denies a permitted address for a moment after its start. */
export const DENIED_AT_FIRST = 4;
export const DENIED_FOR_EVER = 1e9;

export type Walk = { panel: PanelPage; host: HostProcess; before: Timeline };

export async function checkDenied(checks: CheckList, browser: Browser, stage: StageOptions): Promise<void> {
  const panel = await PanelPage.open(browser, stage);
  try {
    await checks.check(
      'an address that Premiere denies is no missing host, and its words are shown',
      async () => {
        await panel.see('Premiere does not let this panel reach the score host', 15_000);
        await panel.see('Permission denied to the url ws://localhost:');
        await panel.press('Copy details');
        await panel.see('The details are copied.');
        const [details = ''] = await panel.ask<string[]>('copiedTexts');
        assert.match(details, /Permission denied/);
      },
    );
  } finally {
    await panel.close();
  }
}

export async function checkConnecting(checks: CheckList, { panel, host }: Walk): Promise<boolean> {
  await checks.check('without a host the panel says so and how to start it', async () => {
    await panel.see('The score host is not running', 15_000);
    await panel.see('npx framescore serve');
    assert.ok(await panel.button('Copy command').isVisible());
    assert.equal((await panel.ask<{ denied: number }>('sockets')).denied, DENIED_AT_FIRST);
  });
  await checks.check('Start score host tries where the host usually lies, then asks once', async () => {
    await panel.press('Start score host…');
    await panel.see('The score host is starting.');
    await panel.page.waitForTimeout(400);
    const opened = await panel.ask<string[]>('openedPrograms');
    assert.deepEqual(opened, ['/Applications/FrameScore Host.app', '/chosen/Other.command']);
  });
  await checks.check('the panel finds the host that was started, by itself', async () => {
    await host.start();
    await panel.see('Pair with the score host', 25_000);
  });
  await checks.check('a wrong code is refused, with a way on', async () => {
    await panel.press('Type the code');
    await panel.see('Type the six digits');
    const code = await host.pairingCode();
    await typeCode(panel, code === '123456' ? '654321' : '123456');
    await panel.see('The code was not accepted');
  });
  return checks.check('the code that the host shows pairs the panel, and the range is shown', async () => {
    await typeCode(panel, await host.pairingCode());
    await panel.see('Generate score', 15_000);
    await panel.see('In to out · 6 clips');
    await panel.see('00:00:10:00');
  });
}

async function typeCode({ page, press }: PanelPage, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Pairing code' }).fill(code);
  await press('Pair');
}
