// How the fake behaves where published measurements differ, and what can go wrong in it. Each switch names its F rule.

export type HostVersion = '25.6.0' | '26.2.0' | '26.3.2' | '26.5.2';
export const HOST_VERSIONS: readonly HostVersion[] = ['25.6.0', '26.2.0', '26.3.2', '26.5.2'];

export type Profile = {
  /** F5: which handles a commit kills. `all-but-roots`: everything except Project and Sequence; `track-items`: items, chains, selections; `none`. */
  staleAfterCommit: 'all-but-roots' | 'track-items' | 'none';
  /** F6: chance that a mutating asynchronous call kills handles obtained before it. */
  staleAcrossAwait: number;
  /** F21: what createEmptySelection gives. */
  emptySelection: 'throws' | 'inside-callback' | 'works';
  /** F17: overwriting at index === count silently does nothing. */
  overwriteCreatesTrack: boolean;
  /** F17 for insert. */
  insertCreatesTrack: boolean;
  /** F11: more than twelve commits in two seconds block all writes for a minute. */
  exhausts: boolean;
  /** F12: chance that a factory returns undefined. */
  factoryFailure: number;
  /** P2: what getInPoint gives while unset. */
  unsetInOut: 'invalid' | 'negative' | 'whole';
  /** F33: what a transaction costs, milliseconds. */
  transactionMs: number;
  /** F25: chance that an exported frame is never written. */
  frameDropRate: number;
  /** F24: whether an import fires its event. */
  firesImportEvent: boolean;
  /** F34: what the times of a media file are before 26.5: promises (reference pages, three callers), or values (typings). */
  mediaTimes: 'promise' | 'value';
  /** F35: sound, synthetic and offline items have neither footage interpretation nor media. */
  hasBareItems: boolean;
  /** F36: whether the comment of a new marker is kept. */
  keepsComments: boolean;
  /** F36: whether markers have a guid, where the version has it. */
  hasMarkerGuids: boolean;
  /** F37: media types are objects that print as `[object Object]`; null: texts. */
  hasObjectConstants: boolean;
  /** F38: more calls than this without a pause take the program down. */
  mostCallsInBurst: number;
  /** F39: what a locked track does with an overwrite; the API cannot tell that it is locked. */
  lockedTrack: 'throws' | 'ignores';
  /** F40: the temporary folder of the plugin is denied. */
  deniesFolder: boolean;
  /** F41: another panel commits after so many asynchronous calls; 0: never. */
  interruptsEvery: number;
  /** F42: names are for a moment those of before the last commit. */
  hasStaleNames: boolean;
  /** F43: longer property values are refused (P6). */
  longestProperty: number;
  /** F28 */
  lockError: 'Requires locked access' | 'The script object is no longer valid.';
};

const strict: Profile = {
  staleAfterCommit: 'all-but-roots',
  staleAcrossAwait: 0,
  emptySelection: 'throws',
  overwriteCreatesTrack: true,
  insertCreatesTrack: true,
  exhausts: false,
  factoryFailure: 0,
  unsetInOut: 'invalid',
  transactionMs: 1,
  frameDropRate: 0,
  firesImportEvent: false,
  mediaTimes: 'promise',
  hasBareItems: true,
  keepsComments: true,
  hasMarkerGuids: true,
  hasObjectConstants: false,
  mostCallsInBurst: 15_000,
  lockedTrack: 'ignores',
  deniesFolder: false,
  interruptsEvery: 0,
  hasStaleNames: false,
  longestProperty: 64 * 1024,
  lockError: 'Requires locked access',
};

export const PROFILES = {
  strict,
  /** As CutDeck measured 26.5: more survives a commit, selections live inside their callback. */
  cut: {
    ...strict,
    staleAfterCommit: 'track-items',
    emptySelection: 'inside-callback',
    unsetInOut: 'negative',
  },
  /** As badcodetv measured 26.3: the host tires, drops frames and is slow. */
  bad: {
    ...strict,
    staleAcrossAwait: 0.5,
    exhausts: true,
    frameDropRate: 0.2,
    transactionMs: 40,
    unsetInOut: 'whole',
    lockError: 'The script object is no longer valid.',
  },
  lenient: {
    ...strict,
    staleAfterCommit: 'none',
    emptySelection: 'works',
    firesImportEvent: true,
    hasBareItems: false,
  },
  /** Overwriting below the last track does nothing, so that the insert fallback is needed. */
  overwriteNoCreate: { ...strict, overwriteCreatesTrack: false },
  /** No way to make a track at all. */
  noNewTracks: { ...strict, overwriteCreatesTrack: false, insertCreatesTrack: false },
  exhaust: { ...strict, exhausts: true },
  sluggish: { ...strict, transactionMs: 28_000 },
  flaky: { ...strict, factoryFailure: 0.01 },
  /** As the typings have it. */
  typed: { ...strict, mediaTimes: 'value', hasBareItems: false },
  commentsLost: { ...strict, keepsComments: false },
  /** Neither comments nor guids: only places and names are left. */
  markersBare: { ...strict, keepsComments: false, hasMarkerGuids: false },
  objectConstants: { ...strict, hasObjectConstants: true },
  fragile: { ...strict, mostCallsInBurst: 2_000 },
  lockedThrows: { ...strict, lockedTrack: 'throws' },
  deniedFolder: { ...strict, deniesFolder: true },
  interrupted: { ...strict, interruptsEvery: 250 },
  staleNames: { ...strict, hasStaleNames: true },
  smallProperties: { ...strict, longestProperty: 8_000 },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

/** First version that has the member, where it is not 25.6 (premiere-facts 1.1). */
export const SINCE: Record<string, HostVersion> = {
  'Marker.guid': '26.3.2',
  'VideoTrack.createSetNameAction': '26.3.2',
  'AudioTrack.createSetNameAction': '26.3.2',
  'CaptionTrack.createSetNameAction': '26.3.2',
  'ClipProjectItem.createSubClipAction': '26.3.2',
  'ClipProjectItem.getOriginatingProjectPath': '26.2.0',
  'Project.createSequenceWithPresetPath': '26.3.2',
  'Project.closeSequence': '26.2.0',
  'ProjectStatic.isProject': '26.2.0',
  'ProjectConverterStatic.exportAsFinalCutProXML': '26.2.0',
  'ProjectConverterStatic.exportAsOpenTimelineIO': '26.2.0',
  'ProjectConverterStatic.exportAAF': '26.3.2',
  'EncoderManager.launchEncoder': '26.3.2',
  'EncoderManager.startBatchEncode': '26.3.2',
  'SourceMonitorStatic.setPosition': '26.3.2',
  'TranscriptStatic.hasTranscript': '26.3.2',
};

/** Members that are newer than the typings: a build that has them is asked by `typeof`. */
export const NEWER: Record<string, HostVersion> = {
  'Media.getStart': '26.5.2',
  'Media.getDuration': '26.5.2',
};

export function isAtLeast(version: HostVersion, since: HostVersion): boolean {
  return HOST_VERSIONS.indexOf(version) >= HOST_VERSIONS.indexOf(since);
}
