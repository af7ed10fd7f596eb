// The widgets that UXP brings itself, because their Spectrum Web Components cannot be installed: slider, picker, progress bar,
// text field, checkbox. Only this file names their tags. Listeners are added by hand: these elements are not React's.
import { useEffect, useRef, type DetailedHTMLProps, type HTMLAttributes, type RefObject } from 'react';
import { guarded } from './guarded.js';

type Widget = HTMLElement & { value?: string | number; checked?: boolean; selectedIndex?: number };
type Tag<Extra = object> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Extra;
type Flag = true | undefined;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React's own place for further tags
  namespace JSX {
    interface IntrinsicElements {
      'sp-slider': Tag<{ min: number; max: number; step: number; disabled: Flag; 'show-value': 'false' }>;
      'sp-picker': Tag<{ size: 's'; disabled: Flag }>;
      'sp-menu': Tag;
      'sp-menu-item': Tag<{ value: string; selected: Flag }>;
      'sp-progressbar': Tag<{ max: number; value: number; 'show-value': 'false' }>;
      'sp-textfield': Tag<{ placeholder: string; maxlength: number; type: 'text' }>;
      'sp-checkbox': Tag<{ checked: Flag; disabled: Flag }>;
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

/** Writes the value as a property, where the widget keeps it, unless it is there already (it may be under the finger). */
function useValue(ref: RefObject<Widget | null>, value: number | string): void {
  useEffect(() => {
    if (ref.current && String(ref.current.value) !== String(value)) ref.current.value = value;
  }, [ref, value]);
}

type SliderProps = {
  label: string;
  valueText: string;
  limits: readonly [number, number];
  value: number;
  isDisabled?: boolean;
  onChange: (value: number) => void;
};

export function Slider({ label, valueText, limits, value, isDisabled, onChange }: SliderProps) {
  const ref = useWidget(['input', 'change'], (widget) => {
    const next = Math.round(Number(widget.value));
    if (Number.isFinite(next) && next !== value) onChange(next);
  });
  useValue(ref, value);
  return (
    <sp-slider
      ref={ref}
      className="slider"
      min={limits[0]}
      max={limits[1]}
      step={1}
      disabled={isDisabled ? true : undefined}
      show-value="false"
      aria-label={label}
      aria-valuetext={valueText}
    ></sp-slider>
  );
}

export type PickerOption = { id: string; name: string };
type PickerProps = {
  label: string;
  options: readonly PickerOption[];
  chosenId: string;
  isDisabled?: boolean;
  onChange: (id: string) => void;
};

export function Picker({ label, options, chosenId, isDisabled, onChange }: PickerProps) {
  const ref = useWidget(['change'], ({ selectedIndex }) => {
    const option = options[selectedIndex ?? -1];
    if (option && option.id !== chosenId) onChange(option.id);
  });
  const index = options.findIndex(({ id }) => id === chosenId);
  useEffect(() => {
    if (ref.current && ref.current.selectedIndex !== index) ref.current.selectedIndex = index;
  }, [ref, index, options.length]);
  return (
    <sp-picker
      ref={ref}
      className="picker"
      size="s"
      aria-label={label}
      disabled={isDisabled ? true : undefined}
    >
      <sp-menu slot="options">
        {options.map(({ id, name }) => (
          <sp-menu-item key={id} value={id} selected={id === chosenId ? true : undefined}>
            {name}
          </sp-menu-item>
        ))}
      </sp-menu>
    </sp-picker>
  );
}

/** `fraction` 0..1 */
export function ProgressBar({ label, fraction }: { label: string; fraction: number }) {
  const percent = Math.round(fraction * 100);
  return (
    <sp-progressbar
      className="progress-bar"
      max={100}
      value={percent}
      show-value="false"
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
  useValue(ref, value);
  return (
    <sp-textfield
      ref={ref}
      className="text-field"
      type="text"
      placeholder={placeholder}
      maxlength={longest}
      aria-label={label}
      onKeyDown={guarded((event: { key: string }) => (event.key === 'Enter' ? onEnter() : undefined))}
    ></sp-textfield>
  );
}

type CheckboxProps = {
  label: string;
  isChecked: boolean;
  isDisabled?: boolean;
  onChange: (isChecked: boolean) => void;
};

export function Checkbox({ label, isChecked, isDisabled, onChange }: CheckboxProps) {
  const ref = useWidget(['change'], (widget) => onChange(widget.checked === true));
  useEffect(() => {
    if (ref.current && ref.current.checked !== isChecked) ref.current.checked = isChecked;
  }, [ref, isChecked]);
  return (
    <sp-checkbox
      ref={ref}
      className="checkbox"
      checked={isChecked ? true : undefined}
      disabled={isDisabled ? true : undefined}
    >
      {label}
    </sp-checkbox>
  );
}
