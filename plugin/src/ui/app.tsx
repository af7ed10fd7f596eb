// The whole panel: theme, error boundary, and the screen that fits the state. Props in, commands out.
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Panel } from '../panel.js';
import type { HostWays, PanelTheme } from '../ports.js';
import { screenOf, type Screen } from '../score-view.js';
import {
  HostMissingScreen,
  LoadingScreen,
  NetworkDeniedScreen,
  NoSequenceScreen,
  OutdatedScreen,
} from './connection-screens.js';
import { ErrorBoundary } from './error-boundary.js';
import { PairingScreen } from './pairing-screen.js';
import { ScorePanel } from './score-panel.js';
import type { ScreenProps } from './screen-props.js';
import { Theme } from './spectrum.js';

const SCREENS = {
  connecting: LoadingScreen,
  'host-missing': HostMissingScreen,
  'network-denied': NetworkDeniedScreen,
  outdated: OutdatedScreen,
  pairing: PairingScreen,
  'no-sequence': NoSequenceScreen,
  score: ScorePanel,
} satisfies Record<Screen, (props: ScreenProps) => unknown>;

export function App({ panel, hostWays }: { panel: Panel; hostWays: HostWays }) {
  const state = useSyncExternalStore(panel.subscribe, panel.getState);
  const theme = useTheme(panel);
  const Shown = SCREENS[useSettledScreen(screenOf(state))];
  return (
    <ErrorBoundary>
      <Theme color={theme}>
        <main className="panel" aria-label="FrameScore">
          <Shown state={state} commands={panel.commands} hostWays={hostWays} />
        </main>
      </Theme>
    </ErrorBoundary>
  );
}

function useTheme({ watchTheme }: Panel): PanelTheme {
  const [theme, setTheme] = useState<PanelTheme>('darkest');
  useEffect(() => watchTheme(setTheme), [watchTheme]);
  return theme;
}

/** A screen is switched between two commits, never within one: UXP fails on elements that come and go at once (R33). */
function useSettledScreen(wanted: Screen): Screen {
  const [shown, setShown] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setShown(wanted), 0);
    return () => clearTimeout(timer);
  }, [wanted]);
  return shown;
}
