// Settings of UXP's widgets, as property and as attribute: its pages show both, some widgets hear only one, and React would choose
// by itself, never the same in UXP as in a browser.

/** By property name; the attribute's is the same with hyphens. */
export type WidgetSettings = Record<string, string | number | boolean>;

type Settable = {
  [property: string]: unknown;
  getAttribute(name: string): unknown;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
};

/** In the order of the settings, and only what differs: the widget may be under the finger. */
export function setUp(widget: object, settings: WidgetSettings): void {
  const target = widget as Settable;
  for (const [property, value] of Object.entries(settings)) {
    // The value lives in the property alone: as an attribute it would be the first value, not the present one.
    if (property !== 'value' || !(property in target)) setAttributeOf(target, property, value);
    if (property in target && !isSame(target[property], value)) target[property] = value;
  }
}

function setAttributeOf(target: Settable, property: string, value: string | number | boolean): void {
  const name = property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // UXP takes the word "false" for true, but for show-value, whose page says "false".
  const wanted = value === false && name !== 'show-value' ? null : String(value === true ? '' : value);
  if (wanted === null) {
    if (target.getAttribute(name) !== null) target.removeAttribute(name);
  } else if (target.getAttribute(name) !== wanted) target.setAttribute(name, wanted);
}

/** A slider may give its value as text. */
function isSame(present: unknown, wanted: string | number | boolean): boolean {
  return typeof wanted === 'boolean' ? present === wanted : String(present) === String(wanted);
}
