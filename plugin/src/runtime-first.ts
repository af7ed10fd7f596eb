// What must be set before any other module of the panel is loaded; main.tsx imports it first.
import { config } from 'zod';

// UXP allows no code from strings; zod would try (house-style §8).
config({ jitless: true });

type MediaQuery = { media: string; matches: boolean } & Record<
  'addEventListener' | 'removeEventListener' | 'addListener' | 'removeListener',
  () => void
>;
/** UXP's window lacks what Spectrum and React ask of a browser (premiere-facts 4.1). */
const runtime = globalThis as {
  matchMedia?: (media: string) => MediaQuery;
  queueMicrotask?: (work: () => void) => void;
};

runtime.queueMicrotask ??= (work) => void Promise.resolve().then(work);
runtime.matchMedia ??= (media) => ({
  media,
  matches: false,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
});

// A reloaded panel defines its elements again; the first definition stays.
const define: typeof customElements.define = customElements.define.bind(customElements);
customElements.define = (...element) => {
  // The typings say that it answers nothing.
  if ((customElements.get(element[0]) as unknown) === undefined) define(...element);
};
