// What must be set before any other module of the panel is loaded; main.tsx imports it first.
import { config } from 'zod';

// UXP allows no code from strings; zod would try (house-style §8).
config({ jitless: true });

/** UXP's window lacks what Spectrum and React ask of a browser (premiere-facts 4.1). */
type Incomplete = Partial<Pick<typeof globalThis, 'matchMedia' | 'queueMicrotask'>>;
const runtime = globalThis as Incomplete;

runtime.queueMicrotask ??= (work) => void Promise.resolve().then(work);
runtime.matchMedia ??= (media) =>
  ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }) as never;

// A reloaded panel defines its elements again; the first definition stays.
const define = customElements.define.bind(customElements);
customElements.define = (name, element, options) => {
  if (!customElements.get(name)) define(name, element, options);
};
