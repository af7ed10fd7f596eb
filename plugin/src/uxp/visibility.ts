// Whether the panel can be seen. Premiere tells of `show` once and of `hide` never (R29), so its size is looked at as well:
// a panel behind another tab, or in a closed group, has none.

export type Visibility = { show(): void; hide(): void; isShown(): boolean };

/** `measure` -> width x height of what is drawn, 0 while nothing is. */
export function createVisibility(measure: () => number): Visibility {
  let isHidden = false;
  // A size counts as a sign only where it was ever there: not every version may tell it.
  let hadSize = false;
  return {
    show: () => void (isHidden = false),
    hide: () => void (isHidden = true),
    isShown() {
      const hasSize = measure() > 0;
      hadSize ||= hasSize;
      return !isHidden && (hasSize || !hadSize);
    },
  };
}

export function measureRoot(): number {
  const root = document.getElementById('root') as HTMLElement | null;
  return root ? root.clientWidth * root.clientHeight : 0;
}
