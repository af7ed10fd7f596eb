// A panel on ports in memory, for tests: started, waited for, and put away by whoever started it.
import { startPanel, type Panel } from '../../../plugin/src/panel.js';
import { memoryPorts, type MemoryPorts } from './memory-ports.js';

const panels: Panel[] = [];

/** To be called after each test. */
export function disposePanels(): void {
  panels.splice(0).forEach((panel) => panel.dispose());
}

export async function startTestPanel(ports: MemoryPorts = memoryPorts()) {
  const panel = startPanel(ports, 5);
  panels.push(panel);
  await until(
    () => panel.getState().range !== undefined && panel.getState().connection.state !== 'connecting',
  );
  return { panel, state: () => panel.getState(), ...ports };
}

export async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !isTrue(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isTrue()) throw new Error(`Never became true: ${String(isTrue)}`);
}
