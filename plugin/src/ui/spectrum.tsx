// Spectrum Web Components as UXP takes them: the only file that names their tags. What they lack is in native-widgets.tsx.
import '@spectrum-web-components/theme/sp-theme.js';
import '@spectrum-web-components/theme/scale-medium.js';
import '@spectrum-web-components/theme/theme-darkest.js';
import '@spectrum-web-components/theme/theme-dark.js';
import '@spectrum-web-components/theme/theme-light.js';
import '@swc-uxp-wrappers/action-button/sp-action-button.js';
import '@swc-uxp-wrappers/button/sp-button.js';
import '@swc-uxp-wrappers/field-label/sp-field-label.js';
import type { DetailedHTMLProps, HTMLAttributes, ReactNode } from 'react';
import type { PanelTheme } from '../ports.js';
import { guarded } from './guarded.js';

type Tag<Extra = object> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Extra;
// Boolean attributes are left out, never false: UXP takes the word "false" for true.
type Flag = true | undefined;
type ButtonTag = Tag<{ size: 's' | 'm'; label?: string | undefined }>;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React's own place for further tags
  namespace JSX {
    interface IntrinsicElements {
      'sp-theme': Tag<{ color: PanelTheme; scale: 'medium'; theme: 'spectrum' }>;
      'sp-button': ButtonTag & { variant: string; treatment: 'fill' | 'outline' };
      'sp-action-button': ButtonTag & { quiet?: Flag; selected?: Flag };
      'sp-field-label': Tag<{ size: 's' }>;
    }
  }
}

const classesOf = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ');
const flag = (isOn: boolean | undefined): Flag => (isOn ? true : undefined);

export function Theme({ color, children }: { color: PanelTheme; children: ReactNode }) {
  return (
    <sp-theme color={color} scale="medium" theme="spectrum" className={`theme theme-${color}`}>
      {children}
    </sp-theme>
  );
}

/** `isAsleep`: pressing does nothing just now. Never disabled: UXP no longer reaches by TAB what was disabled once. */
type ButtonProps = { onPress: () => void; isAsleep?: boolean; children: ReactNode };

/** The one button of a screen that is meant to be pressed is `primary`. */
export function Button({
  look = 'secondary',
  onPress,
  isAsleep,
  children,
}: ButtonProps & { look?: 'primary' | 'secondary' }) {
  const isPrimary = look === 'primary';
  return (
    <sp-button
      className={isAsleep ? 'button asleep' : 'button'}
      variant={isPrimary ? 'accent' : 'secondary'}
      treatment={isPrimary ? 'fill' : 'outline'}
      size="m"
      aria-disabled={flag(isAsleep)}
      onClick={isAsleep ? undefined : guarded(() => onPress())}
    >
      {children}
    </sp-button>
  );
}

type ActionButtonProps = ButtonProps & {
  /** Undefined: a plain button. Else one that stays pressed. */
  isSelected?: boolean | undefined;
  /** A name for the button, where the words on it are not enough. */
  label?: string;
  isQuiet?: boolean;
};

export function ActionButton({ onPress, isAsleep, isSelected, label, isQuiet, children }: ActionButtonProps) {
  return (
    <sp-action-button
      className={classesOf('action-button', isSelected && 'selected', isAsleep && 'asleep')}
      size="s"
      quiet={flag(isQuiet)}
      selected={flag(isSelected)}
      aria-disabled={flag(isAsleep)}
      label={label}
      role="button"
      aria-pressed={isSelected}
      onClick={isAsleep ? undefined : guarded(() => onPress())}
    >
      {children}
    </sp-action-button>
  );
}

export function FieldLabel({ children }: { children: ReactNode }) {
  return <sp-field-label size="s">{children}</sp-field-label>;
}
