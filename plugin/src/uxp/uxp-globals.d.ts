// What UXP 9 has and Adobe's typings of 7.3 (@adobe/cc-ext-uxp-types) leave out, each with its source. Nothing of a browser beyond this.
// Pages: AdobeDocs/uxp-premiere-pro, src/pages/uxp-api. Samples: AdobeDocs/uxp-premiere-pro-samples, sample-panels.

// Timers: the samples wait by them (premiere-api/src); React and the retries of the host need them.
declare function setTimeout(work: () => void, ms?: number): number;
declare function clearTimeout(timer: number | undefined): void;
declare function setInterval(work: () => void, ms: number): number;
declare function clearInterval(timer: number | undefined): void;

// Output to the UXP Developer Tool: used in the examples of nearly every page.
declare const console: { error(...what: unknown[]): void };

// The page "clipboard" reaches it as navigator.clipboard; the class itself is in the typings.
declare const navigator: { readonly clipboard?: Clipboard };

// The class is in the typings, its one instance is not; the Spectrum Web Components register themselves there.
declare const customElements: CustomElementRegistry;

// The page "web-socket" lists no events. Public panels in Premiere hear of them by these four properties.
interface WebSocket {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

// "Theme awareness" of the design guides: the brightness of the editing program, by name.
interface Document {
  readonly theme?: {
    getCurrent(): string;
    onUpdated?: {
      addListener(listener: (theme: string) => void): void;
      removeListener?(listener: unknown): void;
    };
  };
}
