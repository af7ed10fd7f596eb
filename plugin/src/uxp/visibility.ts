// Whether the panel can be seen, by its size: Premiere tells of `show` once and of `hide` never (R29), and a panel behind another tab,
// or in a closed group, has none.

/** `measure` -> width x height of what is drawn, 0 while nothing is. */
export function createVisibility(measure: () => number): () => boolean {
  // A size counts as a sign only where it was ever there: not every version may tell it.
  let hadSize = false;
  return () => {
    const hasSize = measure() > 0;
    hadSize ||= hasSize;
    return hasSize || !hadSize;
  };
}

export function measureRoot(): number {
  const root = document.getElementById('root') as HTMLElement | null;
  return root ? root.clientWidth * root.clientHeight : 0;
}
