// Each state of the panel as a person reads it and can press it. Real Spectrum components; UXP's own widgets by their stand-ins.
import { afterEach, expect, jest, test } from '@jest/globals';
import { PROBLEMS, type ProblemCode } from '@framescore/contract';
import { PROBLEM_WORDS } from './problem-words.js';
import { act, cleanup, render, screen } from '@testing-library/react';
import { HOST_WAYS, SAMPLE_STATES } from '../../../test/panel/page/sample-states.js';
import { button, isThere, loadApp, show } from '../../../test/panel/page/show-state.js';
import type { PanelCommands } from '../panel-commands.js';
import type { ScoreState } from '../score-state.js';

afterEach(cleanup);

test.each([
  ['connecting', 'Looking for the score host…'],
  ['host-missing', 'The score host is not running'],
  ['network-denied', 'Premiere does not let this panel reach the score host'],
  ['outdated', 'The score host is too old'],
  ['pairing', 'Pair with the score host'],
  ['no-sequence', 'No sequence is open'],
  ['ready', 'Generate score'],
  ['reading', 'Reading the timeline…'],
  ['composing', 'Composing and playing…'],
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
  expect(isThere('npx framescore serve')).toBe(true);
  expect(document.body.textContent).toContain('“FrameScore Host” in your Applications folder');
});

test.each([
  ['host-missing', 'Start score host…', 'startHost'],
  ['host-lost', 'Start score host…', 'startHost'],
  ['outdated', 'Choose the new score host…', 'startAnotherHost'],
] as const)('in the state %s "%s" is at hand, as a plain button', async (name, label, command) => {
  const { press, pressed } = await show(name);
  expect(button(label).tagName).toBe('BUTTON');
  await press(label);
  expect(pressed).toEqual([[command]]);
});

test('the way to start the host stands beside a problem that a missing one makes', async () => {
  const problem = { code: 'host-unreachable', detail: 'Start it.', command: 'generate' } as const;
  const { press, pressed } = await show({ ...SAMPLE_STATES.ready, problem });
  await press('Start score host…');
  expect(pressed).toEqual([['startHost']]);
});

test('a denied address is shown in the words of Premiere', async () => {
  const { press, pressed } = await show('network-denied');
  expect(isThere(/Permission denied to the url ws:/)).toBe(true);
  await press('Copy details');
  expect(pressed).toEqual([['copyProblem']]);
});

test('diagnostics that were made can be saved, by a plain button, and put away', async () => {
  const { press, pressed } = await show({ ...SAMPLE_STATES.ready, diagnostics: '{}' });
  expect(button('Save diagnostics…').tagName).toBe('BUTTON');
  await press('Save diagnostics…');
  await press('Put away');
  expect(pressed).toEqual([['saveDiagnostics'], ['closeDiagnostics']]);
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

test('the main button says whether it makes or replaces, until a range inside the score is marked', async () => {
  await show('ready');
  expect(button('Generate score').getAttribute('variant')).toBe('accent');
  cleanup();
  await show('placed');
  expect(button('Replace score').getAttribute('variant')).toBe('accent');
  expect(isThere('Regenerate selected range')).toBe(false);
  cleanup();
  const { press, pressed } = await show('range-inside');
  expect(button('Replace score').getAttribute('variant')).toBe('secondary');
  expect(button('Regenerate selected range').getAttribute('variant')).toBe('accent');
  await press('Regenerate selected range');
  expect(pressed).toEqual([['regenerate']]);
});

test('controls that differ from the score that stands are spoken of before the press', async () => {
  const differ = 'The controls differ from it.';
  const { placed } = SAMPLE_STATES;
  const same = { ...placed.controls, style: 'cinematic', intensity: 60, sync: 80 };
  await show({ ...placed, controls: same });
  expect(document.body.textContent).not.toContain(differ);
  cleanup();
  await show({ ...placed, controls: { ...same, intensity: 61 } });
  expect(document.body.textContent).toContain(differ);
});

test('an empty range cannot be scored, and says what to do', async () => {
  const { press, pressed } = await show('empty');
  await press('Generate score');
  expect(pressed).toEqual([]);
  expect(isThere(/There is no clip in this range/)).toBe(true);
});

test('controls stay alive while music is made, and nothing is disabled', async () => {
  const { press, pressed } = await show('composing');
  await press('4');
  expect(pressed).toMatchObject([['changeControls', { takeCount: 4 }]]);
  for (const name of ['placed', 'composing', 'reading'] as const) {
    cleanup();
    await show(name);
    expect(document.querySelectorAll('[disabled]')).toHaveLength(0);
  }
});

test('the focus goes from a pressed button to the one that takes its place, and back', async () => {
  let state: ScoreState = SAMPLE_STATES.ready;
  const listeners = new Set<() => void>();
  const become = (next: ScoreState) =>
    act(async () => {
      state = next;
      listeners.forEach((listener) => listener());
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
  const panel = {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchTheme: () => () => undefined,
    commands: {} as PanelCommands,
    wake: () => undefined,
    setShown: () => undefined,
    dispose: () => undefined,
  };
  const App = await loadApp();
  render(<App panel={panel} hostWays={HOST_WAYS} />);
  await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
  const focused = () => document.activeElement?.textContent;
  await become(SAMPLE_STATES.reading);
  // Nothing had it, nothing gets it.
  expect(focused()).not.toBe('Cancel');
  await become(SAMPLE_STATES.ready);
  act(() => button('Generate score').focus());
  expect(focused()).toBe('Generate score');
  await become(SAMPLE_STATES.composing);
  expect(focused()).toBe('Cancel');
  await become(SAMPLE_STATES.placed);
  expect(focused()).toBe('Replace score');
});

test('progress shows stage, percent and time left, and can be cancelled', async () => {
  const { press, pressed } = await show('composing');
  expect(isThere('42 %')).toBe(true);
  expect(isThere('about 30 s left')).toBe(true);
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

test('the left stop of the tempo is Auto, and what Auto found can be kept', async () => {
  const { placed } = SAMPLE_STATES;
  const { press, pressed } = await show(placed);
  await press('Keep 120 BPM');
  cleanup();
  const fixed = { ...placed.controls, tempo: { isAuto: false, bpm: 120 } };
  const { pressed: later } = await show({ ...placed, controls: fixed });
  expect(isThere('120 BPM')).toBe(true);
  act(() => {
    const slider = screen.getByLabelText<HTMLInputElement>('Tempo');
    slider.value = '3';
    slider.dispatchEvent(new Event('change'));
  });
  expect([...pressed, ...later]).toMatchObject([
    ['changeControls', { tempo: { isAuto: false, bpm: 120 } }],
    ['changeControls', { tempo: { isAuto: true } }],
  ]);
});

test('takes say which is in use, and each other one can be put in its place', async () => {
  const { pressed } = await show('placed');
  expect(isThere('In use')).toBe(true);
  await act(async () => Promise.resolve(screen.getAllByText('Use')[1]?.click()));
  expect(pressed).toEqual([['switchTake', 'job-1', 3, 1, []]]);
});

test('the score is removed only when that is confirmed', async () => {
  const { press, pressed } = await show('placed');
  await press('Remove score…');
  await press('Keep it');
  expect(pressed).toEqual([]);
  await press('Remove score…');
  await press('Remove score');
  expect(pressed).toEqual([['removeScore', 'job-1']]);
});

test('a score that the host no longer knows can be removed all the same', async () => {
  const { press, pressed } = await show({ ...SAMPLE_STATES.placed, jobs: [] });
  await press('Remove score…');
  await press('Remove score');
  expect(pressed).toEqual([['removeScore', 'job-1']]);
});

test('the beats of another sound are marked from the folded part about markers', async () => {
  const { press, pressed } = await show('placed');
  expect(isThere('Mark beats of selected clip')).toBe(false);
  expect(isThere('Every beat')).toBe(true);
  await act(async () =>
    Promise.resolve(screen.getByLabelText('Markers').querySelector<HTMLElement>('sp-action-button')?.click()),
  );
  await press('Mark beats of selected clip');
  expect(pressed).toEqual([['markBeats']]);
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

test('no headline says that a sequence was closed: the score in it may be gone instead', () => {
  expect(PROBLEM_WORDS['timeline-changed'].message).not.toMatch(/closed/);
});

test('every button and widget has a name to be said aloud', async () => {
  await show('placed');
  const controls = document.querySelectorAll(
    'sp-button, sp-action-button, sp-slider, sp-dropdown, sp-checkbox',
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
