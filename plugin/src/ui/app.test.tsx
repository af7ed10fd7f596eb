// Each state of the panel as a person reads it and can press it. Real Spectrum components; UXP's own widgets by their stand-ins.
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { PROBLEMS, type ProblemCode } from '@framescore/contract';
import { act, cleanup, render, screen } from '@testing-library/react';
import { SAMPLE_STATES, type SampleName } from '../../../test/panel/page/sample-states.js';
import type { Panel } from '../panel.js';
import type { PanelCommands } from '../panel-commands.js';
import type { ScoreState } from '../score-state.js';
import type { App as PanelApp } from './app.js';

let App: typeof PanelApp;

beforeAll(async () => {
  // jsdom lacks these as UXP does; in the panel runtime-first.ts brings the first.
  Object.assign(window, {
    matchMedia: () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }),
    ResizeObserver: class {
      observe() {}
      disconnect() {}
    },
  });
  const { defineStandIns } = await import('../../../test/panel/page/stand-ins.js');
  defineStandIns();
  ({ App } = await import('./app.js'));
});
afterEach(cleanup);

async function show(shown: SampleName | ScoreState, canStartHost = true) {
  const state: ScoreState = typeof shown === 'string' ? SAMPLE_STATES[shown] : shown;
  const pressed: [string, ...unknown[]][] = [];
  const commands = new Proxy(
    {},
    {
      get:
        (_, name: string) =>
        (...args: unknown[]) =>
          void pressed.push([name, ...args]),
    },
  );
  const panel: Panel = {
    getState: () => state,
    subscribe: () => () => undefined,
    watchTheme: (listener) => {
      listener('dark');
      return () => undefined;
    },
    commands: commands as PanelCommands,
    wake: () => undefined,
    setShown: () => undefined,
    dispose: () => undefined,
  };
  render(<App panel={panel} canStartHost={canStartHost} />);
  await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
  return { pressed, press: (name: string) => act(async () => Promise.resolve(button(name).click())) };
}

function button(name: string): HTMLElement {
  const found = screen.getAllByText(name).find((element) => /BUTTON/.test(element.tagName));
  if (!found) throw new Error(`There is no button "${name}".`);
  return found;
}

const isThere = (text: string | RegExp) => screen.queryAllByText(text).length > 0;

test.each([
  ['connecting', 'Looking for the score host…'],
  ['host-missing', 'The score host is not running'],
  ['outdated', 'The score host is too old'],
  ['pairing', 'Pair with the score host'],
  ['no-sequence', 'No sequence is open'],
  ['ready', 'Generate score'],
  ['reading', 'Reading the timeline…'],
  ['composing', 'Composing…'],
  ['cancelling', 'Cancelling…'],
  ['host-lost', 'Waiting for the score host…'],
  ['placed', '14 of 16 cuts on the beat'],
  ['removed', 'The score is off the timeline. Its takes are still here.'],
] as const)('the state %s says "%s"', async (name, text) => {
  await show(name);
  expect(isThere(text)).toBe(true);
});

test('without a host the panel offers to start it, and a Marketplace panel only says how', async () => {
  const { press, pressed } = await show('host-missing');
  await press('Start score host…');
  await press('Copy command');
  expect(pressed).toEqual([['startHost'], ['copyServeCommand']]);
  cleanup();
  await show('host-missing', false);
  expect(isThere('Start score host…')).toBe(false);
  expect(isThere('framescore serve')).toBe(true);
});

test('six digits can be typed and only a whole code is sent', async () => {
  const { press, pressed } = await show('pairing-code');
  const field = screen.getByLabelText<HTMLInputElement>('Pairing code');
  const type = (text: string) =>
    act(() => {
      field.value = text;
      field.dispatchEvent(new Event('input'));
    });
  type('12345');
  await press('Pair');
  type('123 456');
  await press('Pair');
  expect(pressed).toEqual([['pair', '123456']]);
});

test('the range is shown with its timecodes, its clips and where it comes from', async () => {
  await show('ready');
  expect(isThere('Night train, cut 3')).toBe(true);
  expect(isThere('00:00:04:00')).toBe(true);
  expect(isThere(/In to out · 17 clips/)).toBe(true);
});

test('the button that makes a score is the one primary one, says that it replaces one, until a range inside the score is marked', async () => {
  await show('placed');
  expect(button('Replace score').getAttribute('variant')).toBe('accent');
  expect(button('Regenerate selected range').hasAttribute('disabled')).toBe(true);
  cleanup();
  const { press, pressed } = await show('range-inside');
  expect(button('Replace score').getAttribute('variant')).toBe('secondary');
  expect(button('Regenerate selected range').getAttribute('variant')).toBe('accent');
  await press('Regenerate selected range');
  expect(pressed).toEqual([['regenerate']]);
});

test('progress shows stage, percent and time left, and can be cancelled', async () => {
  const { press, pressed } = await show('composing');
  expect(isThere('42 %')).toBe(true);
  expect(isThere('about 25 s left')).toBe(true);
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42');
  await press('Cancel');
  expect(pressed).toEqual([['cancel']]);
});

test('sliders, picker and take buttons change the controls', async () => {
  const { press, pressed } = await show('ready');
  const set = (
    label: string,
    change: (widget: HTMLInputElement & HTMLSelectElement) => void,
    event: string,
  ) =>
    act(() => {
      const widget = screen.getByLabelText(label) as unknown as HTMLInputElement & HTMLSelectElement;
      change(widget);
      widget.dispatchEvent(new Event(event));
    });
  set('Intensity', (widget) => (widget.value = '72'), 'input');
  set('Tempo', (widget) => (widget.value = '96'), 'change');
  set('Style', (widget) => (widget.selectedIndex = 3), 'change');
  await press('4');
  const changes = pressed.map(([, controls]) => controls);
  expect(changes).toMatchObject([
    { intensity: 72 },
    { tempo: { isAuto: false, bpm: 96 } },
    { style: 'house' },
    { takeCount: 4 },
  ]);
});

test('the strip draws every cut and beat and tells screen readers how many meet', async () => {
  await show('placed');
  const strip = screen.getByRole('img');
  expect(strip.getAttribute('aria-label')).toBe('14 of 16 cuts on the beat, 48 beats');
  expect(strip.querySelectorAll('.strip-cut')).toHaveLength(16);
  expect(strip.querySelectorAll('.strip-cut.missed')).toHaveLength(2);
  expect(strip.querySelectorAll('.strip-beat')).toHaveLength(48);
  expect(strip.querySelectorAll('.strip-beat.downbeat')).toHaveLength(12);
});

test('takes say which is in use, and each other one can be put in its place', async () => {
  const { pressed } = await show('placed');
  expect(isThere('In use')).toBe(true);
  await act(async () => Promise.resolve(screen.getAllByText('Use')[1]?.click()));
  expect(pressed).toEqual([['switchTake', 'job-1', 3, 1]]);
});

test('the score says which kind of music it is, and takes do where they differ in it', async () => {
  await show('placed');
  expect(isThere('Played from notes · small')).toBe(true);
  const { placed } = SAMPLE_STATES;
  const bundle = { id: 'audio', version: '1', family: 'rvq', status: 'experimental', sha256: '' } as const;
  const [job, ...others] = placed.jobs;
  const [first, ...rest] = job!.takes;
  const changed = { ...first!, result: { ...first!.result, bundle } };
  cleanup();
  await show({ ...placed, jobs: [{ ...job!, takes: [changed, ...rest] }, ...others] });
  expect(document.body.textContent).toContain('Made as sound · audio · experimental');
  expect(document.querySelector('.take')?.textContent).toMatch(/Made as sound|Played from notes/);
});

test('the score can be removed and the beats of another sound be marked', async () => {
  const { press, pressed } = await show('placed');
  await press('Remove score');
  await press('Mark beats of selected clip');
  expect(pressed).toEqual([['removeScore'], ['markBeats']]);
});

test.each(Object.keys(PROBLEMS) as ProblemCode[])(
  'the problem %s has words and one thing to do',
  async (code) => {
    const problem = { code, detail: 'The detail of the host.', command: 'generate' as const };
    const { pressed } = await show({ ...SAMPLE_STATES.ready, problem });
    const banner = screen.getByRole('alert');
    expect(banner.querySelector('.problem-message')?.textContent).toMatch(/^[A-Z].*\.$/);
    expect(banner.textContent).toContain('The detail of the host.');
    const [action] = banner.querySelectorAll<HTMLElement>('sp-action-button');
    await act(async () => Promise.resolve(action?.click()));
    expect(pressed.length).toBeGreaterThan(0);
  },
);

test('every button and widget has a name that a screen reader can say', async () => {
  await show('placed');
  const controls = document.querySelectorAll(
    'sp-button, sp-action-button, sp-slider, sp-picker, sp-checkbox',
  );
  expect(controls.length).toBeGreaterThan(12);
  for (const control of controls) {
    const name = control.getAttribute('aria-label') ?? control.getAttribute('label') ?? control.textContent;
    expect(name?.trim()).toBeTruthy();
  }
});

test('a fault while drawing leaves a panel that says so and can be shown again', async () => {
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = { ...SAMPLE_STATES.ready, range: { ...SAMPLE_STATES.ready.range, timecodes: null } };
  await show(broken as unknown as ScoreState);
  expect(isThere('The panel met a fault.')).toBe(true);
  expect(button('Show the panel again')).toBeTruthy();
  silence.mockRestore();
});
