// The whole way, as a person in Premiere goes it: built panel, fake Premiere, real host, real film, the shipped model.
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { ROOT } from '../../scripts/panel/bundle-panel.js';
import type { CheckList } from './check-list.js';
import {
  DENIED_AT_FIRST,
  DENIED_FOR_EVER,
  checkConnecting,
  checkDenied,
  type Walk,
} from './connect-checks.js';
import { HostProcess, waitFor } from './host-process.js';
import { PanelPage, readSocketDomains, type Timeline } from './panel-page.js';

const FILM = path.join(ROOT, 'examples/media/night-train.mp4');
/** Cuts of the film (examples/media/night-train.cuts.json) up to 16 s; in and out enclose the first 10 s. */
const CUT_FRAMES = [0, 87, 143, 187, 217, 238, 316, 331, 400];
const OUT_FRAME = 250;
const COMPOSED_WITHIN_MS = 240_000;
const FEEDBACK_WITHIN_MS = 100;

export async function checkEndToEnd(checks: CheckList, browser: Browser): Promise<void> {
  const host = await HostProcess.prepare(process.env['FRAMESCORE_PANEL_MODEL'] ?? 'small');
  const socketDomains = await readSocketDomains();
  const stage = {
    film: FILM,
    cutFrames: CUT_FRAMES,
    hostPort: host.port,
    socketDomains,
    deniedSockets: DENIED_AT_FIRST,
    profile: 'strict' as const,
  };
  await checkDenied(checks, browser, { ...stage, deniedSockets: DENIED_FOR_EVER });
  const panel = await PanelPage.open(browser, stage);
  checks.explain = () => panel.text();
  try {
    const walk = { panel, host, before: await panel.timeline() };
    if (!(await checkConnecting(checks, walk))) return;
    if (!(await checkFirstScore(checks, walk))) return;
    await checkUndo(checks, walk);
    await checkControls(checks, walk);
    await checkMarkers(checks, walk);
    await checkRegenerate(checks, walk);
    await checkInterruptions(checks, walk);
    await checkRemoval(checks, walk);
    await checkHealth(checks, walk);
  } finally {
    await panel.close();
    await host.dispose();
  }
}

async function checkFirstScore(checks: CheckList, { panel, before }: Walk): Promise<boolean> {
  await checks.check('the press is answered within 100 ms, and progress counts up', async () => {
    const feedbackMs = await panel.measureFeedback('Generate score');
    assert.ok(feedbackMs < FEEDBACK_WITHIN_MS, `${feedbackMs} ms`);
    console.log(`      first feedback after ${feedbackMs.toFixed(0)} ms`);
    const seen = await collectPercents(panel);
    assert.ok(seen.length >= 3, `only ${seen.join(', ')}`);
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      seen,
      'the percentage went back',
    );
  });
  return checks.check(
    'the score stands under the picture, as long as the range, with a marker on each beat',
    async () => {
      await panel.settle(COMPOSED_WITHIN_MS);
      const timeline = await panel.timeline();
      assert.equal(timeline.ours.length, 1);
      assert.deepEqual([timeline.ours[0]?.start, timeline.ours[0]?.end], [0, OUT_FRAME]);
      assert.ok(timeline.markerFrames.length >= 8, `${timeline.markerFrames.length} markers`);
      assertForeignKept(timeline, before);
      await panel.see(/\d of \d cuts? on the beat/);
      await panel.see(/undos? takes? it back/);
    },
  );
}

async function checkUndo(checks: CheckList, { panel, before }: Walk): Promise<void> {
  await checks.check(
    'as many undos as the panel says take all of it back, and the take can be placed again',
    async () => {
      const words = /(One|\d+) undos? takes? it back/.exec(await panel.text())?.[1];
      const steps = words === 'One' ? 1 : Number(words);
      for (let step = 0; step < steps; step += 1) await panel.ask('undo()');
      const undone = await panel.timeline();
      assert.deepEqual([undone.ours, undone.markerFrames, undone.propertyCount], [[], [], 0]);
      assertForeignKept(undone, before);
      await panel.press('Use Take 1');
      await panel.settle(30_000);
      assert.equal((await panel.timeline()).ours.length, 1);
    },
  );
}

async function checkControls(checks: CheckList, { panel, before }: Walk): Promise<void> {
  await checks.check('another tempo is obeyed and replaces the score', async () => {
    const first = await panel.timeline();
    await panel.slide('Tempo', 90);
    await panel.see('90 BPM');
    await panel.press('Replace score');
    await panel.settle(COMPOSED_WITHIN_MS);
    const { ours, ...timeline } = await panel.timeline();
    assert.equal(ours.length, 1);
    assert.notEqual(ours[0]?.path, first.ours[0]?.path);
    assertForeignKept({ ours, ...timeline }, before);
    await panel.see(/^(89|90|91) BPM · [\w-]+ · 10\.0 s$/);
  });
  await checks.check('the earlier take can be put back, and nothing is composed for it', async () => {
    const composed = await panel.countSent('compose');
    const now = await panel.timeline();
    await panel.press(/^Use Score 1/);
    await panel.settle(30_000);
    const then = await panel.timeline();
    assert.notEqual(then.ours[0]?.path, now.ours[0]?.path);
    assert.equal(then.ours.length, 1);
    assert.equal(await panel.countSent('compose'), composed);
  });
}

async function checkMarkers(checks: CheckList, { panel, host, before }: Walk): Promise<void> {
  await checks.check("markers are thinned, switched off and set again; the user's own stays", async () => {
    const every = (await panel.timeline()).markerFrames.length;
    await panel.press('Show Markers');
    await panel.choose('Markers at beats', 'Every 4th beat');
    await panel.settle(20_000);
    const thinned = (await panel.timeline()).markerFrames.length;
    // Counted anew from each downbeat: a bar that the tracker hears short adds one.
    assert.ok(thinned > 0 && thinned < every / 2, `${thinned} of ${every}`);
    await panel.choose('Markers at beats', 'Off');
    await panel.settle(20_000);
    assert.equal((await panel.timeline()).markerFrames.length, 0);
    await panel.choose('Markers at beats', 'Every beat');
    await panel.settle(20_000);
    assert.equal((await panel.timeline()).markerFrames.length, every);
    assert.deepEqual((await panel.timeline()).foreignMarkers, before.foreignMarkers);
  });
  await checks.check('"Mark beats" sets markers for any selected sound', async () => {
    const [score] = (await panel.timeline()).ours;
    const song = path.join(host.dataFolder, 'song.wav');
    await copyFile(score?.path ?? '', song);
    const before = (await panel.timeline()).markerFrames.length;
    await panel.ask(`addSong(${JSON.stringify(song)})`);
    await panel.press('Set markers at the beats of the selected sound clip');
    await panel.settle(60_000);
    await panel.see(/markers stand on the beats of “song/);
    assert.ok((await panel.timeline()).markerFrames.length > before);
    await panel.ask('removeSong()');
  });
}

async function checkRegenerate(checks: CheckList, { panel, before }: Walk): Promise<void> {
  await checks.check('a marked range inside the score is composed anew, and only that range', async () => {
    await panel.ask('mark(75, 150)');
    await panel.see('00:00:03:00');
    await panel.press('Regenerate selected range');
    await panel.settle(COMPOSED_WITHIN_MS);
    const timeline = await panel.timeline();
    assert.deepEqual([timeline.ours[0]?.start, timeline.ours.at(-1)?.end], [0, OUT_FRAME]);
    assert.ok(timeline.ours.length >= 2, 'the new part is a clip of its own');
    assertForeignKept(timeline, before);
    await panel.see(/version 2/);
  });
  await checks.check('the version before is put back by one press', async () => {
    await panel.press(/^Use Score 1, take 1$/);
    await panel.settle(30_000);
    assert.equal((await panel.timeline()).ours.length, 1);
    await panel.ask(`mark(0, ${OUT_FRAME})`);
    await panel.see('00:00:10:00');
  });
}

async function checkInterruptions(checks: CheckList, { panel, host }: Walk): Promise<void> {
  await checks.check('Cancel ends the score at once, without a banner and without a change', async () => {
    const before = await panel.timeline();
    await panel.press('Replace score');
    await panel.untilComposing();
    await panel.press('Cancel');
    await panel.settle(10_000);
    assert.deepEqual(await panel.timeline(), before);
  });
  await checks.check(
    'the score goes to the sequence it was asked for, though another is open when it ends',
    async () => {
      await panel.press('Replace score');
      await panel.untilComposing();
      await panel.ask(`open('other')`);
      await panel.see('Trailer', 10_000);
      await panel.settle(COMPOSED_WITHIN_MS);
      await panel.see('in the sequence “Night train, cut 3”');
      assert.equal((await panel.ask<Timeline>('otherTimeline()')).ours.length, 0);
      assert.equal((await panel.timeline()).ours.length, 1);
      await panel.ask(`open('cut')`);
      await panel.see('Night train, cut 3');
    },
  );
  await checks.check('a host killed in the middle is waited for, and what happened is said', async () => {
    const before = await panel.timeline();
    await panel.press('Replace score');
    await panel.untilComposing();
    host.kill();
    await panel.see('Waiting for the score host', 15_000);
    await host.start();
    await panel.page.getByRole('alert').waitFor({ timeout: 40_000 });
    assert.deepEqual((await panel.timeline()).ours, before.ours);
    assert.ok(await panel.button('Try again').isVisible(), await panel.text());
  });
  await checks.check('Try again composes the score that the killed host could not', async () => {
    await panel.press('Try again');
    await panel.settle(COMPOSED_WITHIN_MS);
    assert.equal((await panel.timeline()).ours.length, 1);
  });
}

async function checkRemoval(checks: CheckList, { panel, before }: Walk): Promise<void> {
  await checks.check('Remove score leaves the sequence as it was before the first score', async () => {
    await panel.press('Remove score…');
    await panel.press('Remove score');
    await panel.settle(20_000);
    const timeline = await panel.timeline();
    assert.deepEqual([timeline.ours, timeline.propertyCount], [[], 0]);
    assertForeignKept(timeline, before);
  });
  await checks.check(
    'a panel that was closed while a score was made places it when it is opened again',
    async () => {
      await panel.press('Generate score');
      await panel.untilComposing();
      await panel.reload();
      await panel.see('Cancel', 20_000);
      await panel.settle(COMPOSED_WITHIN_MS);
      assert.equal((await panel.timeline()).ours.length, 1);
    },
  );
  await checks.check('the diagnostics command copies a report, and saves it when asked', async () => {
    await panel.ask('runDiagnostics()');
    await panel.see('The diagnostics are copied.', 60_000);
    const copied = (await panel.ask<string[]>('copiedTexts')).at(-1) ?? '';
    assert.equal(typeof JSON.parse(copied), 'object');
    await panel.press('Save diagnostics…');
    await panel.see('The diagnostics are saved.');
    assert.deepEqual(await panel.ask<string[]>('savedFiles'), [copied]);
  });
  await checks.check('a hidden panel asks Premiere nothing, and a shown one goes on', async () => {
    const countCalls = async () =>
      Object.values(await panel.ask<Record<string, number>>('calls()')).reduce((all, one) => all + one, 0);
    await panel.ask('hide()');
    // What was on its way may still come.
    await panel.page.waitForTimeout(1200);
    const before = await countCalls();
    await panel.page.waitForTimeout(2500);
    assert.equal(await countCalls(), before);
    await panel.ask('show()');
    await waitFor(async () => (await countCalls()) > before, 10_000);
  });
}

async function checkHealth(checks: CheckList, { panel }: Walk): Promise<void> {
  await checks.check('the keyboard alone reaches and presses the main button', async () => {
    await panel.settle(60_000);
    await panel.button('Replace score').focus();
    await panel.page.keyboard.press('Enter');
    await panel.untilComposing();
    // The focus went along with the buttons.
    await panel.page.keyboard.press('Space');
    await panel.settle(20_000);
    const focused = await panel.page.evaluate('document.activeElement.textContent');
    assert.equal(focused, 'Replace score');
  });
  await checks.check(
    'nothing was thrown, no code came from strings, and the fake Premiere has no complaint',
    async () => {
      assert.deepEqual(panel.faults, []);
      assert.deepEqual(await panel.ask('violations'), []);
      assert.deepEqual(await panel.ask('failures'), []);
      assert.deepEqual(await panel.ask('unkindness'), { lostTabs: [], clickLoops: [] });
      assert.deepEqual((await panel.ask<{ refused: string[] }>('sockets')).refused, []);
    },
  );
}

/** Percentages as they are shown, until there are enough of them or the score is there. */
async function collectPercents(panel: PanelPage): Promise<number[]> {
  const seen: number[] = [];
  await waitFor(async () => {
    const text = await panel.text();
    const percent = /(\d+) %/.exec(text)?.[1];
    if (percent !== undefined && Number(percent) !== seen.at(-1)) seen.push(Number(percent));
    return (
      seen.length >= 4 ||
      text.includes('On the timeline') ||
      (await panel.page.getByRole('alert').isVisible())
    );
  }, COMPOSED_WITHIN_MS);
  return seen;
}

/** Foreign clips and markers are exactly those that were there before us. */
function assertForeignKept(now: Timeline, before: Timeline): void {
  assert.deepEqual(now.foreign, before.foreign);
  assert.deepEqual(now.foreignMarkers, before.foreignMarkers);
}
