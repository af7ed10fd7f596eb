// A page that shows any state of the panel, for pictures: `showState(name, theme)`. The buttons do nothing here.
import { createRoot } from 'react-dom/client';
import type { Panel } from '../../../plugin/src/panel.js';
import type { PanelCommands } from '../../../plugin/src/panel-commands.js';
import type { PanelTheme } from '../../../plugin/src/ports.js';
import { App } from '../../../plugin/src/ui/app.js';
import { HOST_WAYS, SAMPLE_STATES, type SampleName } from './sample-states.js';
import { defineStandIns } from './stand-ins.js';

defineStandIns();
const container = document.getElementById('root');
const root = container ? createRoot(container) : undefined;
const doNothing = new Proxy({}, { get: () => () => undefined }) as PanelCommands;

function showState(name: SampleName, theme: PanelTheme): void {
  const panel: Panel = {
    getState: () => SAMPLE_STATES[name],
    subscribe: () => () => undefined,
    watchTheme: (listener) => {
      listener(theme);
      return () => undefined;
    },
    commands: doNothing,
    wake: () => undefined,
    setShown: () => undefined,
    dispose: () => undefined,
  };
  root?.render(<App key={`${name} ${theme}`} panel={panel} hostWays={HOST_WAYS} />);
}

Object.assign(window, { showState, stateNames: Object.keys(SAMPLE_STATES) });
