// Finds CSS that UXP does not draw (premiere-facts 4.1). Pure.

const FORBIDDEN: [what: string, pattern: RegExp][] = [
  ['grid', /display\s*:\s*(inline-)?grid|grid-[a-z-]+\s*:/],
  ['gap', /(^|[\s;{])(row-|column-)?gap\s*:/],
  ['aspect-ratio', /aspect-ratio\s*:/],
  ['transition', /transition(-[a-z]+)?\s*:/],
  ['animation', /animation(-[a-z]+)?\s*:|@keyframes/],
  ['text-transform', /text-transform\s*:/],
  ['font shorthand', /(^|[\s;{])font\s*:/],
  ['box-sizing', /box-sizing\s*:/],
  ['box-shadow', /box-shadow\s*:/],
  ['font-face', /@font-face/],
  ['position fixed', /position\s*:\s*fixed/],
];

/** What is used and must not be, each once. */
export function findForbiddenCss(css: string): string[] {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return FORBIDDEN.filter(([, pattern]) => pattern.test(rules)).map(([what]) => what);
}
