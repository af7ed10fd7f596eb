// Composition root of the panel: the runtime's modules to adapters, adapters to the panel, the panel to the page.
// Sets up UXP's entry points once and at once (premiere-facts R28).
import './runtime-first.js';
import { createRoot } from 'react-dom/client';
import { HostClient } from './host/host-client.js';
import { startPanel, type Panel } from './panel.js';
import type { PanelPorts } from './ports.js';
import { createTimelinePort } from './premiere/timeline-port.js';
import { App } from './ui/app.js';
import { onListenerFault } from './ui/guarded.js';
import { createPlatform } from './uxp/panel-platform.js';
import { hostWays } from './uxp/host-launcher.js';
import { createSecrets } from './uxp/secrets.js';
import { requireRuntime, type UxpModule, type UxpOs, type UxpPanelNode } from './uxp/uxp-modules.js';
import { createVisibility, measureRoot } from './uxp/visibility.js';

/** Set by the build: a Marketplace panel may start no other program. */
declare const FRAMESCORE_CHANNEL: 'direct' | 'any-address' | 'marketplace';
declare const FRAMESCORE_VERSION: string;

type PremiereModules = Parameters<typeof createTimelinePort>[0];

const uxp = requireRuntime('uxp') as UxpModule & PremiereModules['uxp'];
const os = requireRuntime('os') as UxpOs;
const ways = hostWays(os, FRAMESCORE_CHANNEL !== 'marketplace');
/** Panel and diagnostics command share one context (R30), so they share one panel. */
let shared: Panel | undefined;

function sharedPanel(): Panel {
  shared ??= startPanel(createPorts());
  return shared;
}

function createPorts(): PanelPorts {
  const ppro = requireRuntime('premierepro') as PremiereModules['ppro'];
  const editor = { name: uxp.host?.name ?? 'premierepro', version: uxp.host?.version ?? 'unknown' };
  return {
    timeline: createTimelinePort({ ppro, uxp }),
    host: new HostClient({
      // UXP asks for the list of protocols, though there are none.
      openSocket: (url) => new WebSocket(url, []),
      secrets: createSecrets(uxp),
      client: { name: 'framescore-panel', version: FRAMESCORE_VERSION },
      editor,
    }),
    platform: createPlatform(uxp, os, createVisibility(measureRoot)),
  };
}

function showPanel(place: UxpPanelNode): void {
  const node = 'node' in place ? place.node : place;
  const root = document.getElementById('root') ?? document.createElement('div');
  root.id = 'root';
  if (root.parentElement !== node) node.appendChild(root);
  createRoot(root).render(<App panel={sharedPanel()} hostWays={ways} />);
  root.addEventListener('pointerenter', () => sharedPanel().wake());
}

/** Nothing may escape to Premiere (R32). */
function safely(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.error(error);
  }
}

onListenerFault((error) => console.error(error));

uxp.entrypoints.setup({
  panels: {
    'framescore.main': {
      create: (place) => safely(() => showPanel(place)),
      show: () => safely(() => shared?.setShown(true)),
      // Builds that never call it leave the panel looking, every five seconds once nothing changes.
      hide: () => safely(() => shared?.setShown(false)),
    },
  },
  commands: { 'framescore.diagnostics': { run: () => safely(() => sharedPanel().commands.runProbes()) } },
});
