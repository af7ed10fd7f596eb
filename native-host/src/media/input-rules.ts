// How a media file may be opened: as one of these formats, and as that one file. A list, a manifest or a pattern would lead a decoder to
// other files or to the network, so none of those is among them. Both backends go by it. Pure.
import type { NumberedRun } from './media-protocol.js';

/** Containers, and streams without one. All of them read the file that they are given and no other. */
const FILM_FORMATS = [
  ...['mov', 'mp4', 'matroska', 'webm', 'avi', 'flv', 'live_flv', 'asf', 'mpegts', 'mpeg', 'mxf', 'gxf'],
  ...['ogg', 'nut', 'rm', 'dv', 'ivf', 'wtv', 'nsv', 'nuv', 'smk', 'bink', 'yuv4mpegpipe', 'swf', 'av1'],
  ...['film_cpk', 'roq', 'vmd', 'flic', 'cine', 'dhav', 'mtv', 'anm', 'idcin', 'ipmovie', 'filmstrip', 'lxf'],
  ...['h261', 'h263', 'h264', 'hevc', 'vvc', 'evc', 'm4v', 'mpegvideo', 'mjpeg', 'mjpeg_2000', 'obu'],
  ...[
    'cavsvideo',
    'avs2',
    'avs3',
    'vc1',
    'vc1test',
    'dirac',
    'dnxhd',
    'ingenient',
    'apv',
    'r3d',
    'mv',
    'mvi',
  ],
  ...[
    'pva',
    'vivo',
    'smjpeg',
    'lmlm4',
    'ifv',
    'kux',
    'ivr',
    'xmv',
    'thp',
    'ea',
    '4xm',
    'dxa',
    'vividas',
    'pmp',
  ],
];
const SOUND_FORMATS = [
  ...['wav', 'w64', 'aiff', 'caf', 'au', 'mp3', 'aac', 'ac3', 'eac3', 'ac4', 'dts', 'dtshd', 'truehd', 'mlp'],
  ...['flac', 'ape', 'tta', 'tak', 'wv', 'mpc', 'mpc8', 'shn', 'amr', 'amrnb', 'amrwb', 'gsm', 'voc'],
  ...[
    'dsf',
    'iff',
    'loas',
    'spdif',
    'ast',
    'xwma',
    'oma',
    'aa',
    'aax',
    'rso',
    'sox',
    'act',
    'ircam',
    'nistsphere',
  ],
  ...['qcp', 'ilbc', 'vqf', 'sbc', 'dss', 'hcom', 'avr', 'svs', 'daud'],
];
const PICTURE_FORMATS = [
  ...['gif', 'apng', 'webp_anim', 'jpegxl_anim', 'ico', 'fits'],
  ...[
    'bmp',
    'dds',
    'dpx',
    'exr',
    'gem',
    'gif',
    'hdr',
    'j2k',
    'jpeg',
    'jpegls',
    'jpegxl',
    'jpegxs',
    'pam',
    'pbm',
  ].map(asPipe),
  ...['pcx', 'pfm', 'pgm', 'pgmyuv', 'pgx', 'phm', 'photocd', 'pictor', 'png', 'ppm', 'psd', 'qdraw'].map(
    asPipe,
  ),
  ...['qoi', 'sgi', 'sunrast', 'tiff', 'vbn', 'webp', 'xbm', 'xpm', 'xwd'].map(asPipe),
];
const ALLOWED = [...FILM_FORMATS, ...SOUND_FORMATS, ...PICTURE_FORMATS].join(',');

/** Names in which the reader of numbered pictures sees a pattern, and the names of pictures that it knows. */
const PATTERN = /[%*?{[]/;
const PICTURE_NAME =
  /\.(jpe?g|jps|mpo|ljpg|jp[2cxks]|j2[kc]|jls|png|pns|mng|p[pngba]m|pfm|phm|pgmyuv|tiff?|dng|bmp|tga|exr|dpx|cri|webp|psd|pi[cx]|pct|pict|sgi|rgba?|bw|xbm|xpm|xface|xwd|pcx|pcd|qoi|hdr|dds|svg|vbn|im\d+|ras|rs|sun|y|yuv10|raw|pgx|fits?|gem|img|ximg|timg|jxl|jxs|ptx|v?icb|vda|vst)$/i;

export type InputRules = {
  /** The format to open it as; null where its contents tell. */
  format: string | null;
  options: Readonly<Record<string, string>>;
};

export function inputRules(path: string, numbered?: NumberedRun): InputRules {
  const shared = { protocol_whitelist: 'file' };
  if (numbered) return { format: 'image2', options: { ...shared, ...numberedOptions(numbered) } };
  // The reader of numbered pictures takes such a name before anything is read: told to look for no pattern, it opens that file.
  if (PATTERN.test(path) && PICTURE_NAME.test(path))
    return { format: 'image2', options: { ...shared, format_whitelist: 'image2', pattern_type: 'none' } };
  const format = /\.(mjpe?g)$/i.test(path) ? 'mjpeg' : null; // a single JPEG begins with the same bytes
  return { format, options: { ...shared, format_whitelist: ALLOWED } };
}

/** Whether FFmpeg takes a file of this name for a picture. */
export function isPictureName(name: string): boolean {
  return PICTURE_NAME.test(name);
}

function numberedOptions({ firstNumber, fps }: NumberedRun): InputRules['options'] {
  return {
    format_whitelist: 'image2',
    pattern_type: 'sequence',
    start_number: String(firstNumber),
    start_number_range: '1',
    framerate: String(fps),
  };
}

function asPipe(name: string): string {
  return `${name}_pipe`;
}
