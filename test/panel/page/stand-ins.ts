// Stand-ins for the widgets that UXP brings itself (slider, dropdown, progress bar, text field, checkbox): in a browser their tags
// are unknown. Same attributes, properties and events, drawn as Spectrum does, and as strict. Never part of the panel that is shipped.

const COLOURS = `
  :host { --track: var(--line, #555); --thumb: var(--text, #eee); --accent: var(--downbeat, #4b9cf5); display: block; color: var(--text, #eee); font-family: inherit; font-size: 12px; }
  :host([disabled]) { opacity: 0.45; }
  * { font-family: inherit; font-size: inherit; color: inherit; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
`;

/** A widget that keeps its value in an inner control and tells of changes as UXP does. */
abstract class StandIn extends HTMLElement {
  protected readonly shadow = this.attachShadow({ mode: 'open' });

  protected paint(css: string, html: string): void {
    this.shadow.innerHTML = `<style>${COLOURS}${css}</style>${html}`;
  }

  protected tell(...names: string[]): void {
    for (const name of names) this.dispatchEvent(new Event(name, { bubbles: true }));
  }

  protected inner<E extends Element>(selector: string): E {
    const found = this.shadow.querySelector<E>(selector);
    if (!found) throw new Error(`${this.tagName} has no ${selector}.`);
    return found;
  }

  attributeChangedCallback(): void {
    if (this.shadow.childElementCount > 0) this.sync();
  }

  protected abstract sync(): void;
}

type Kind = 'flag' | 'number' | 'text';

/** Gives a widget the properties of the real one, which are what React sets where they are there. */
function withProperties(StandInClass: { prototype: StandIn }, kinds: Record<string, Kind>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    Object.defineProperty(StandInClass.prototype, name, {
      get(this: StandIn) {
        const text = this.getAttribute(attribute);
        return kind === 'flag' ? text !== null : kind === 'number' ? Number(text) : text;
      },
      set(this: StandIn, value: unknown) {
        if (kind === 'flag') this.toggleAttribute(attribute, Boolean(value));
        else if (kind === 'number' && !Number.isFinite(value))
          throw new TypeError(`${this.tagName}.${name} cannot be ${String(value)}.`);
        else this.setAttribute(attribute, String(value));
      },
    });
  }
}

class SliderStandIn extends StandIn {
  static observedAttributes = ['min', 'max', 'step', 'disabled', 'aria-label', 'aria-valuetext'];
  private held = 0;

  connectedCallback(): void {
    this.paint(
      `:host { height: 22px; } input { -webkit-appearance: none; display: block; width: 100%; height: 22px; margin: 0; background: transparent; }
       input::-webkit-slider-runnable-track { height: 2px; border-radius: 1px; background: linear-gradient(to right, var(--thumb) var(--at), var(--track) var(--at)); }
       input::-webkit-slider-thumb { -webkit-appearance: none; width: 14px; height: 14px; margin-top: -6px; border: 2px solid var(--thumb); border-radius: 7px; background: var(--ground, #222); }`,
      '<input type="range">',
    );
    const input = this.inner<HTMLInputElement>('input');
    input.addEventListener('input', () => this.hear(input, 'input'));
    input.addEventListener('change', () => this.hear(input, 'change'));
    this.sync();
  }

  private hear(input: HTMLInputElement, name: string): void {
    this.held = Number(input.value);
    this.sync();
    this.tell(name);
  }

  get value(): number {
    return this.held;
  }

  /** Cut at the limits that it has by now. */
  set value(value: number) {
    const [low, high] = ['min', 'max'].map((name, index) => Number(this.getAttribute(name) ?? index * 100));
    this.held = Math.min(high ?? value, Math.max(low ?? value, Number(value)));
    if (this.isConnected) this.sync();
  }

  protected sync(): void {
    const input = this.inner<HTMLInputElement>('input');
    const read = (name: string, otherwise: string) => this.getAttribute(name) ?? otherwise;
    input.min = read('min', '0');
    input.max = read('max', '100');
    input.step = read('step', '1');
    input.disabled = this.hasAttribute('disabled');
    input.setAttribute('aria-label', read('aria-label', ''));
    input.setAttribute('aria-valuetext', read('aria-valuetext', ''));
    input.value = String(this.held);
    const [low, high] = [Number(input.min), Number(input.max)];
    input.style.setProperty('--at', `${((this.held - low) / (high - low || 1)) * 100}%`);
  }
}

class DropdownStandIn extends StandIn {
  static observedAttributes = ['disabled', 'aria-label'];
  private held = -1;
  private readonly observer = new MutationObserver(() => this.sync());

  connectedCallback(): void {
    this.paint(
      `div { position: relative; } select { -webkit-appearance: none; display: block; width: 100%; height: 26px; padding: 0 24px 0 9px; border: 1px solid var(--track); border-radius: 4px; background: var(--raised, #333); }
       option { background: var(--raised, #333); } i { position: absolute; right: 10px; top: 9px; width: 5px; height: 5px; border: solid var(--quiet, #bbb); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); pointer-events: none; }`,
      '<div><select></select><i></i></div>',
    );
    const select = this.inner<HTMLSelectElement>('select');
    select.addEventListener('change', () => {
      this.held = select.selectedIndex;
      this.tell('change');
    });
    this.observer.observe(this, { childList: true, subtree: true, characterData: true });
    this.sync();
  }

  disconnectedCallback(): void {
    this.observer.disconnect();
  }

  get selectedIndex(): number {
    return this.held;
  }

  set selectedIndex(index: number) {
    this.held = index;
    if (this.isConnected) this.sync();
  }

  get value(): string {
    return this.items()[this.held]?.getAttribute('value') ?? '';
  }

  private items(): Element[] {
    return [...this.querySelectorAll('sp-menu-item')];
  }

  protected sync(): void {
    const select = this.inner<HTMLSelectElement>('select');
    const names = this.items().map((item) => item.textContent ?? '');
    if (names.join('\n') !== [...select.options].map(({ text }) => text).join('\n')) {
      select.replaceChildren(...names.map((name) => new Option(name)));
    }
    select.selectedIndex = this.held;
    select.disabled = this.hasAttribute('disabled');
    select.setAttribute('aria-label', this.getAttribute('aria-label') ?? '');
  }
}

class ProgressBarStandIn extends StandIn {
  static observedAttributes = ['max', 'value'];

  connectedCallback(): void {
    this.paint(
      `:host { height: 4px; } div { height: 4px; border-radius: 2px; overflow: hidden; background: var(--track); } i { display: block; height: 4px; border-radius: 2px; background: var(--accent); }`,
      '<div><i></i></div>',
    );
    this.sync();
  }

  protected sync(): void {
    const share = Number(this.getAttribute('value') ?? 0) / Number(this.getAttribute('max') ?? 100);
    this.inner<HTMLElement>('i').style.width = `${share * 100}%`;
  }
}

class TextFieldStandIn extends StandIn {
  static observedAttributes = ['placeholder', 'maxlength', 'aria-label'];
  private held = '';

  connectedCallback(): void {
    this.paint(
      `input { display: block; box-sizing: border-box; width: 100%; height: 32px; padding: 0 10px; border: 1px solid var(--track); border-radius: 4px; background: var(--raised, #333); font-size: 16px; letter-spacing: 2px; }`,
      '<input type="text">',
    );
    const input = this.inner<HTMLInputElement>('input');
    input.addEventListener('input', () => {
      this.held = input.value;
      this.tell('input');
    });
    this.sync();
  }

  get value(): string {
    return this.held;
  }

  set value(value: string) {
    this.held = value;
    if (this.isConnected) this.sync();
  }

  protected sync(): void {
    const input = this.inner<HTMLInputElement>('input');
    input.placeholder = this.getAttribute('placeholder') ?? '';
    input.maxLength = Number(this.getAttribute('maxlength') ?? 524_288);
    input.setAttribute('aria-label', this.getAttribute('aria-label') ?? '');
    if (input.value !== this.held) input.value = this.held;
  }
}

class CheckboxStandIn extends StandIn {
  static observedAttributes = ['disabled'];
  private held = false;

  connectedCallback(): void {
    this.paint(
      `label { display: flex; align-items: center; } input { width: 14px; height: 14px; margin: 0 8px 0 0; accent-color: var(--accent); }`,
      '<label><input type="checkbox"><slot></slot></label>',
    );
    const input = this.inner<HTMLInputElement>('input');
    this.held = this.held || this.hasAttribute('checked');
    input.addEventListener('change', () => {
      this.held = input.checked;
      this.tell('change');
    });
    this.sync();
  }

  get checked(): boolean {
    return this.held;
  }

  set checked(isChecked: boolean) {
    this.held = isChecked;
    if (this.isConnected) this.sync();
  }

  protected sync(): void {
    const input = this.inner<HTMLInputElement>('input');
    input.checked = this.held;
    input.disabled = this.hasAttribute('disabled');
  }
}

const STAND_INS = {
  'sp-slider': SliderStandIn,
  'sp-dropdown': DropdownStandIn,
  'sp-progressbar': ProgressBarStandIn,
  'sp-textfield': TextFieldStandIn,
  'sp-checkbox': CheckboxStandIn,
};

withProperties(SliderStandIn, {
  disabled: 'flag',
  min: 'number',
  max: 'number',
  step: 'number',
  showValue: 'text',
});
withProperties(DropdownStandIn, { disabled: 'flag', placeholder: 'text' });
withProperties(ProgressBarStandIn, { max: 'number', value: 'number', showValue: 'text' });
withProperties(TextFieldStandIn, { disabled: 'flag', placeholder: 'text', type: 'text' });
withProperties(CheckboxStandIn, { disabled: 'flag' });

/** To be called before the panel draws; twice does no harm. */
export function defineStandIns(): void {
  for (const [tag, StandInClass] of Object.entries(STAND_INS)) {
    if (!customElements.get(tag)) customElements.define(tag, StandInClass);
  }
}
