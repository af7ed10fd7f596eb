// The widgets that UXP brings itself, because their Spectrum Web Components cannot be installed: slider, dropdown, progress bar,
// text field, checkbox. Only this file names their tags. Listeners and settings are put on by hand: these elements are not React's.
import { useEffect, useRef, type DetailedHTMLProps, type HTMLAttributes, type RefObject } from 'react';
import { guarded } from './guarded.js';
import { setUp, type WidgetSettings } from './widget-settings.js';

type Widget = HTMLElement & { value?: string | number; checked?: boolean; selectedIndex?: number };
type Tag<Extra = object> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Extra;
type Flag = true | undefined;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React's own place for further tags
  namespace JSX {
    interface IntrinsicElements {
      'sp-slider': Tag;
      // Not sp-picker: that one is on no page of Premiere's widgets.
      'sp-dropdown': Tag;
      'sp-menu': Tag;
      'sp-menu-item': Tag<{ value: string; selected: Flag }>;
      'sp-progressbar': Tag;
      'sp-textfield': Tag;
      'sp-checkbox': Tag;
    }
  }
}

/** Listens to `events` of the widget with the newest listener. */
function useWidget(events: readonly string[], listener: (widget: Widget) => void): RefObject<Widget | null> {
  const ref = useRef<Widget>(null);
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => {
    const widget = ref.current;
    if (!widget) return undefined;
    const hear = guarded(() => newest.current(widget));
    events.forEach((name) => widget.addEventListener(name, hear));
    return () => events.forEach((name) => widget.removeEventListener(name, hear));
    // The names are constants of each widget.
  }, []);
  return ref;
}

/** Sets the widget up after each drawing, in the order of `settings`: limits before the value that they would cut. */
function useSettings(ref: RefObject<Widget | null>, settings: WidgetSettings): void {
  useEffect(() => {
    if (ref.current) setUp(ref.current, settings);
  });
}

type SliderProps = {
  label: string;
  valueText: string;
  limits: readonly [number, number];
  value: number;
  onChange: (value: number) => void;
};

export function Slider({ label, valueText, limits: [min, max], value, onChange }: SliderProps) {
  const ref = useWidget(['input', 'change'], (widget) => {
    const next = Math.round(Number(widget.value));
    if (Number.isFinite(next) && next !== value) onChange(next);
  });
  useSettings(ref, { min, max, step: 1, showValue: false, value });
  return <sp-slider ref={ref} className="slider" aria-label={label} aria-valuetext={valueText}></sp-slider>;
}

export type PickerOption = { id: string; name: string };
type PickerProps = {
  label: string;
  options: readonly PickerOption[];
  chosenId: string;
  onChange: (id: string) => void;
};

export function Picker({ label, options, chosenId, onChange }: PickerProps) {
  const ref = useWidget(['change'], ({ selectedIndex }) => {
    const option = options[selectedIndex ?? -1];
    if (option && option.id !== chosenId) onChange(option.id);
  });
  const index = options.findIndex(({ id }) => id === chosenId);
  useEffect(() => {
    if (ref.current && ref.current.selectedIndex !== index) ref.current.selectedIndex = index;
  }, [ref, index, options.length]);
  return (
    <sp-dropdown ref={ref} className="picker" aria-label={label}>
      <sp-menu slot="options">
        {options.map(({ id, name }) => (
          <sp-menu-item key={id} value={id} selected={id === chosenId ? true : undefined}>
            {name}
          </sp-menu-item>
        ))}
      </sp-menu>
    </sp-dropdown>
  );
}

/** `fraction` 0..1 */
export function ProgressBar({ label, fraction }: { label: string; fraction: number }) {
  const ref = useRef<Widget>(null);
  const percent = Math.round(fraction * 100);
  useSettings(ref, { max: 100, showValue: false, value: percent });
  return (
    <sp-progressbar
      ref={ref}
      className="progress-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    ></sp-progressbar>
  );
}

type TextFieldProps = {
  label: string;
  placeholder: string;
  longest: number;
  value: string;
  onChange: (text: string) => void;
  onEnter: () => void;
};

export function TextField({ label, placeholder, longest, value, onChange, onEnter }: TextFieldProps) {
  const ref = useWidget(['input'], (widget) => onChange(String(widget.value ?? '')));
  useSettings(ref, { type: 'text', placeholder, maxlength: longest, value });
  return (
    <sp-textfield
      ref={ref}
      className="text-field"
      aria-label={label}
      onKeyDown={guarded((event: { key: string }) => (event.key === 'Enter' ? onEnter() : undefined))}
    ></sp-textfield>
  );
}

type CheckboxProps = { label: string; isChecked: boolean; onChange: (isChecked: boolean) => void };

export function Checkbox({ label, isChecked, onChange }: CheckboxProps) {
  const ref = useWidget(['change'], (widget) => onChange(widget.checked === true));
  useSettings(ref, { checked: isChecked });
  return (
    <sp-checkbox ref={ref} className="checkbox">
      {label}
    </sp-checkbox>
  );
}
