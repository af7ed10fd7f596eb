// What a path leads to that is no film, told by its name, and the one line that helps. Pure.

const RENDER = 'Render it to a film (H.264) in that program, and give the film';
const RAW = 'Only programs of its maker decode it. Export a proxy (H.264 or ProRes), and give that';

/** By extension: what it is, and what to do. */
const KINDS: readonly (readonly [extensions: string, what: string, help: string])[] = [
  [
    'prproj prel',
    'a Premiere project',
    'Open it in Premiere and use the FrameScore panel, or export the sequence as a film (H.264), and give the film',
  ],
  ['drp drt dra db', 'a DaVinci Resolve project', RENDER],
  ['aep aepx aet', 'an After Effects project', RENDER],
  ['fcpbundle fcpproject fcp imovieproj imovielibrary', 'a library of Final Cut or iMovie', RENDER],
  ['avp avb avc', 'an Avid project', RENDER],
  [
    'veg vf kdenlive mlt osp flowblade blend blend1 vpj wlmp mswmm',
    'a project of an editing program',
    RENDER,
  ],
  ['mogrt motn motr moti', 'a template of motion graphics', RENDER],
  [
    'edl xml fcpxml fcpxmld otio otioz otiod aaf ale omf',
    'a list of cuts, which names films and holds none',
    'Render the sequence to a film (H.264), and give that; FrameScore writes such lists (framescore export) and reads timelines from its panel in Premiere',
  ],
  [
    'm3u m3u8 pls asx wpl xspf mpd ism ffconcat concat sdp qtl ram smil',
    'a list that leads to other files, and none but the file that was named is opened',
    'Give the film itself; several are joined by: ffmpeg -f concat -i list.txt -c copy film.mp4',
  ],
  [
    'srt vtt ass ssa sub sup idx scc ttml dfxp stl lrc',
    'a file of subtitles',
    'Give the film that they belong to',
  ],
  ['braw r3d ari arx crm rmf nev mlv', 'raw film of a camera', RAW],
  ['svg ai eps pdf psb indd', 'a drawing', 'Export it as PNG, and give that with --range 0-30'],
  ['zip rar 7z tar gz tgz bz2 xz dmg iso img', 'an archive', 'Unpack it, and give the film inside'],
  ['mid midi', 'a file of notes, which hold no sound', 'Give a film'],
  ['txt md doc docx rtf csv tsv html htm', 'a text', 'Give a film'],
  [
    'crdownload part partial download !ut',
    'a download that has not ended',
    'Wait until it has, and give the finished file',
  ],
  ['lnk url webloc', 'a shortcut', 'Give the file that it leads to'],
];

const BY_EXTENSION = new Map(
  KINDS.flatMap(([extensions, what, help]) =>
    extensions.split(' ').map((extension) => [extension, { what, help }] as const),
  ),
);

/** "is a list of cuts. Render it to a film."; null where the name says nothing. */
export function whatItIs(path: string): string | null {
  const extension = /\.([^./\\]+)[/\\]?$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const kind = BY_EXTENSION.get(extension);
  return kind ? `is ${kind.what}. ${kind.help}.` : null;
}

/** What a path that leads nowhere may be instead. */
export function whatItIsInstead(path: string): string | null {
  if (/^file:\/\//i.test(path))
    return 'is an address of a file on this machine. Give its path, without "file://".';
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (scheme !== undefined)
    return `is an address (${scheme}), and FrameScore never uses the network. Download or record the film, and give the file.`;
  if (path === '-' || /^pipe:|^fd:/i.test(path))
    return 'is no file: a film is read more than once, so it cannot come through a pipe. Save it to a file first, and give that.';
  return null;
}
