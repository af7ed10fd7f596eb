// F29: listeners. The selection event never fires globally, handlers run after the commit, and one that throws crashes the host.
import { constant } from './constants.js';
import type { FakeWorld } from './world.js';

type Listener = { target: string | null; name: string; handler: (event?: object) => void };

export class EventBus {
  readonly #world: FakeWorld;
  #listeners: Listener[] = [];

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  add(target: string | null, name: string, handler: (event?: object) => void): void {
    this.#listeners.push({ target, name, handler });
  }

  remove(target: string | null, name: string, handler: (event?: object) => void): void {
    this.#listeners = this.#listeners.filter(
      (listener) => listener.target !== target || listener.name !== name || listener.handler !== handler,
    );
  }

  fireProject(guid: string, event: 'DIRTY' | 'OPENED' | 'CLOSED'): void {
    this.#fire(String(constant('ProjectEvent', event)), [guid, null], { id: guid });
  }

  fireSequenceActivated(projectGuid: string, sequenceGuid: string): void {
    this.#fire(String(constant('SequenceEvent', 'ACTIVATED')), [projectGuid, sequenceGuid, null], {});
  }

  fireSelectionChanged(sequenceGuid: string): void {
    this.#fire(String(constant('SequenceEvent', 'SELECTION_CHANGED')), [sequenceGuid], {});
  }

  fireImported(projectGuid: string): void {
    const name = String(constant('OperationCompleteEvent', 'IMPORT_MEDIA_COMPLETE'));
    this.#fire(name, [projectGuid, null], { state: 0 });
  }

  #fire(name: string, targets: (string | null)[], event: object): void {
    const hit = this.#listeners.filter(
      (listener) => listener.name === name && targets.includes(listener.target),
    );
    for (const { handler } of hit) {
      this.#world.clock.schedule(0, () => {
        try {
          handler(event);
        } catch {
          this.#world.isCrashed = true;
        }
      });
    }
  }
}
