// A small, tolerant reader of XML, and of the transitions in Final Cut Pro's interchange format (xmeml). Pure; UXP has no dependable DOMParser.

export type XmlNode = { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string };

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith('#')) {
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    }
    return ENTITIES[name] ?? whole;
  });
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)].map((match) => [
    match[1] ?? '',
    decode(match[2] ?? match[3] ?? ''),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** The root element, or null when there is none. Unclosed elements end with the text; stray ends are ignored. */
export function parseXml(text: string): XmlNode | null {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlNode[] = [root];
  for (const [, cdata, end, start, attributes, selfClosing, plain] of text.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? root;
    if (cdata !== undefined) parent.text += cdata;
    if (plain !== undefined) parent.text += decode(plain);
    if (start !== undefined) {
      const node = { name: start, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      parent.children.push(node);
      if (!selfClosing) open.push(node);
    }
    if (end !== undefined) {
      const index = open.map((node) => node.name).lastIndexOf(end);
      if (index > 0) open.length = index;
    }
  }
  return root.children[0] ?? null;
}

export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((one) => one.name === name);
}

export function children(node: XmlNode | undefined, name: string): XmlNode[] {
  return node?.children.filter((one) => one.name === name) ?? [];
}

export function numberIn(node: XmlNode, name: string): number | null {
  const text = child(node, name)?.text.trim() ?? '';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

export type XmlTransition = { trackIndex: number; startFrame: number; endFrame: number; name: string };

/** Video tracks of the outermost sequence; null when the text holds no sequence at all. */
export function readXmlVideoTracks(text: string): XmlNode[] | null {
  const root = parseXml(text);
  const sequence = root?.name === 'xmeml' ? findSequence(root) : undefined;
  return sequence ? children(child(child(sequence, 'media'), 'video'), 'track') : null;
}

export function xmlTransitions(tracks: readonly XmlNode[]): XmlTransition[] {
  return tracks.flatMap((track, trackIndex) =>
    children(track, 'transitionitem').flatMap((item) => toTransition(item, trackIndex)),
  );
}

/** Directly inside, or in a project with bins. */
function findSequence(node: XmlNode): XmlNode | undefined {
  const own = child(node, 'sequence');
  if (own) return own;
  for (const inner of node.children) {
    if (!['project', 'bin', 'children'].includes(inner.name)) continue;
    const found = findSequence(inner);
    if (found) return found;
  }
  return undefined;
}

function toTransition(item: XmlNode, trackIndex: number): XmlTransition[] {
  const [startFrame, endFrame] = [numberIn(item, 'start'), numberIn(item, 'end')];
  if (startFrame === null || endFrame === null || startFrame < 0 || endFrame <= startFrame) return [];
  const effect = child(item, 'effect');
  const name = child(effect, 'name')?.text.trim() ?? child(effect, 'effectid')?.text.trim() ?? '';
  return [{ trackIndex, startFrame, endFrame, name }];
}

/** Markers of the outermost sequence, by name: the frame each stands on. For probe P1. */
export function readXmlMarkers(text: string): { name: string; frame: number }[] {
  const root = parseXml(text);
  const sequence = root ? findSequence(root) : undefined;
  return children(sequence, 'marker').flatMap((marker) => {
    const frame = numberIn(marker, 'in');
    return frame === null ? [] : [{ name: child(marker, 'name')?.text.trim() ?? '', frame }];
  });
}
