// Draws a state of the panel in jsdom and presses its buttons, for tests of screens; what was pressed is listed.
import { act, render, screen } from '@testing-library/react';
import type { Panel } from '../../../plugin/src/panel.js';
import type { PanelCommands } from '../../../plugin/src/panel-commands.js';
import type { ScoreState } from '../../../plugin/src/score-state.js';
import { HOST_WAYS, SAMPLE_STATES, type SampleName } from './sample-states.js';

/** The panel itself, once what jsdom lacks is there; in the panel runtime-first.ts brings the first. */
export async function loadApp() {
  const query = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };
  Object.assign(window, {
    matchMedia: () => query,
    ResizeObserver: class {
      observe() {}
      disconnect() {}
    },
  });
  const { defineStandIns } = await import('./stand-ins.js');
  defineStandIns();
  const { App } = await import('../../../plugin/src/ui/app.js');
  return App;
}

export async function show(shown: SampleName | ScoreState, canStart = true) {
  const App = await loadApp();
  let state: ScoreState = typeof shown === 'string' ? SAMPLE_STATES[shown] : shown;
  const listeners = new Set<() => void>();
  const become = (next: ScoreState) => {
    state = next;
    listeners.forEach((listener) => listener());
  };
  const pressed: [string, ...unknown[]][] = [];
  const hear =
    (name: string) =>
    (...args: unknown[]) =>
      void pressed.push([name, ...args]);
  const panel: Panel = {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchTheme: (listener) => {
      listener('dark');
      return () => undefined;
    },
    commands: new Proxy({}, { get: (_, name: string) => hear(name) }) as PanelCommands,
    wake: () => undefined,
    setShown: () => undefined,
    dispose: () => undefined,
  };
  render(<App panel={panel} hostWays={{ ...HOST_WAYS, canStart }} />);
  await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
  return { pressed, become, press: (name: string) => act(async () => Promise.resolve(button(name).click())) };
}

export function button(name: string): HTMLElement {
  const found = screen.getAllByText(name).find((element) => /BUTTON/.test(element.tagName));
  if (!found) throw new Error(`There is no button "${name}".`);
  return found;
}

export const isThere = (text: string | RegExp) => screen.queryAllByText(text).length > 0;
