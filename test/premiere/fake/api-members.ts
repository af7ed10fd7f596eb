// Members of @adobe/premierepro 26.3.0, one a line. Written by write-api-members.ts; api-surface.test.ts compares it with the typings.
/* eslint-disable max-lines */
export const API_MEMBERS: Record<string, string> = {
  premierepro: `
AAFExportOptions: AAFExportOptions
Action: Action
AddTransitionOptions: AddTransitionOptions
AppPreference: AppPreferenceStatic
Application: Application
AudioClipTrackItem: AudioClipTrackItemStatic
AudioComponentChain: AudioComponentChainStatic
AudioFilterComponent: AudioFilterComponentStatic
AudioFilterFactory: AudioFilterFactoryStatic
AudioTrack: AudioTrackStatic
CaptionTrack: CaptionTrackStatic
ClipProjectItem: ClipProjectItemStatic
CloseProjectOptions: CloseProjectOptions
Color: Color
Component: Component
ComponentParam: ComponentParam
CompoundAction: CompoundAction
EncoderManager: EncoderManagerStatic
Exporter: ExporterStatic
FolderItem: FolderItemStatic
FootageInterpretation: FootageInterpretation
FrameRate: FrameRateStatic
Guid: GuidStatic
IngestSettings: IngestSettings
Keyframe: KeyframeStatic
Marker: MarkerStatic
Markers: MarkersStatic
Media: Media
Metadata: MetadataStatic
ObjectMaskUtils: ObjectMaskUtilsStatic
OpenProjectOptions: OpenProjectOptions
OperationCompleteEvent: OperationCompleteEventStatic
PRProduction: PRProductionStatic
PointF: PointF
PointKeyframe: PointKeyframe
Project: ProjectStatic
ProjectClosedEvent: ProjectClosedEventStatic
ProjectColorSettings: ProjectColorSettings
ProjectConverter: ProjectConverterStatic
ProjectEvent: ProjectEventStatic
ProjectItem: ProjectItemStatic
ProjectItemSelection: ProjectItemSelection
ProjectSettings: ProjectSettingsStatic
ProjectUtils: ProjectUtilsStatic
Properties: PropertiesStatic
RectF: RectF
ScratchDiskSettings: ScratchDiskSettingsStatic
Sequence: SequenceStatic
SequenceEditor: SequenceEditorStatic
SequenceSettings: SequenceSettingsStatic
SequenceUtils: SequenceUtilsStatic
SnapEvent: SnapEventStatic
SourceMonitor: SourceMonitorStatic
TextSegments: TextSegmentsStatic
TickTime: TickTimeStatic
TimeDisplay: TimeDisplay
TrackItemSelection: TrackItemSelectionStatic
TransitionFactory: TransitionFactoryStatic
UniqueSerializeable: UniqueSerializeableStatic
Utils: UtilsStatic
VideoClipTrackItem: VideoClipTrackItemStatic
VideoComponentChain: VideoComponentChainStatic
VideoFilterComponent: VideoFilterComponentStatic
VideoFilterFactory: VideoFilterFactoryStatic
VideoTrack: VideoTrackStatic
VideoTransition: VideoTransitionStatic
EventManager: EventManagerStatic
Transcript: TranscriptStatic
Constants: typeof Constants`,
  AAFExportOptions: `
setMixdownVideo(boolean): AAFExportOptions
setExplodeToMono(boolean): AAFExportOptions
setSampleRate(number): AAFExportOptions
setBitsPerSample(number): AAFExportOptions
setEmbedAudio(boolean): AAFExportOptions
setAudioFileFormat(Constants.AAFExportAudioFormat): AAFExportOptions
setTrimSources(boolean): AAFExportOptions
setHandleFrames(number): AAFExportOptions
setVideoMixdownPresetPath(string): AAFExportOptions
setRenderAudioEffects(boolean): AAFExportOptions
setInterleaveWithoutEffects(boolean): AAFExportOptions
setPreserveParentFolder(boolean): AAFExportOptions
mixdownVideo: boolean
explodeToMono: boolean
sampleRate: number
bitsPerSample: number
embedAudio: boolean
audioFileFormat: number
trimSources: boolean
handleFrames: number
videoMixdownPresetPath: string
renderAudioEffects: boolean
interleaveWithoutEffects: boolean
preserveParentFolder: boolean`,
  Action: '',
  AddTransitionOptions: `
setApplyToStart(boolean): AddTransitionOptions
setForceSingleSided(boolean): AddTransitionOptions
setTransitionAlignment(number): AddTransitionOptions
setDuration(TickTime): AddTransitionOptions
applyToStart: boolean
forceSingleSided: boolean
transitionAlignment: number
duration: TickTime`,
  AppPreferenceStatic: `
setValue(Constants.PreferenceKey, boolean | string | number, Constants.PropertyType): boolean
getValue(Constants.PreferenceKey): string
KEY_AUTO_PEAK_GENERATION: string
KEY_IMPORT_WORKSPACE: string
KEY_SHOW_QUICKSTART_DIALOG: string
PROPERTY_PERSISTENT: number
PROPERTY_NON_PERSISTENT: number`,
  AppPreference: '',
  Application: `
version: string`,
  AudioClipTrackItemStatic: `
TRACKITEMTYPE_EMPTY: number
TRACKITEMTYPE_CLIP: number
TRACKITEMTYPE_TRANSITION: number
TRACKITEMTYPE_PREVIEW: number
TRACKITEMTYPE_FEEDBACK: number`,
  AudioClipTrackItem: `
getMatchName(): Promise<string>
getName(): Promise<string>
getIsSelected(): Promise<boolean>
getSpeed(): Promise<number>
isAdjustmentLayer(): Promise<boolean>
isSpeedReversed(): Promise<number>
createMoveAction(TickTime): Action
getInPoint(): Promise<TickTime>
getOutPoint(): Promise<TickTime>
createSetInPointAction(TickTime): Action
createSetOutPointAction(TickTime): Action
getStartTime(): Promise<TickTime>
getEndTime(): Promise<TickTime>
createSetStartAction(TickTime): Action
createSetEndAction(TickTime): Action
getDuration(): Promise<TickTime>
getType(): Promise<number>
isDisabled(): Promise<boolean>
createSetDisabledAction(boolean): Action
createSetNameAction(string): Action
getMediaType(): Promise<Guid>
getTrackIndex(): Promise<number>
getProjectItem(): Promise<ProjectItem>
getComponentChain(): Promise<AudioComponentChain>`,
  AudioComponentChainStatic: '',
  AudioComponentChain: `
createInsertComponentAction(Component | AudioFilterComponent, number): Action
createAppendComponentAction(Component | AudioFilterComponent): Action
createRemoveComponentAction(Component | AudioFilterComponent): Action
getComponentAtIndex(number): Component
getComponentCount(): number`,
  AudioFilterComponentStatic: '',
  AudioFilterComponent: '',
  AudioFilterFactoryStatic: `
createComponentByDisplayName(string, AudioClipTrackItem): Promise<AudioFilterComponent>
getDisplayNames(): Promise<string[]>`,
  AudioFilterFactory: '',
  AudioTrackStatic: `
EVENT_TRACK_CHANGED: string
EVENT_TRACK_INFO_CHANGED: string
EVENT_TRACK_LOCK_CHANGED: string`,
  AudioTrack: `
createSetNameAction(string): object
setMute(boolean): Promise<boolean>
getMediaType(): Promise<Guid>
getIndex(): Promise<number>
isMuted(): Promise<boolean>
getTrackItems(Constants.TrackItemType, boolean): AudioClipTrackItem[]
name: string
id: number`,
  CaptionTrackStatic: '',
  CaptionTrack: `
createSetNameAction(string): object
setMute(boolean): Promise<boolean>
getMediaType(): Promise<Guid>
getIndex(): Promise<number>
isMuted(): Promise<boolean>
getTrackItems(number, boolean): []
name: string
id: number`,
  ClipProjectItemStatic: `
cast(ProjectItem): ClipProjectItem`,
  ClipProjectItem: `
getInputLUTID(): Promise<string>
createSetInputLUTIDAction(string): Action
isSequence(): Promise<boolean>
canChangeMediaPath(): Promise<boolean>
isOffline(): Promise<boolean>
canProxy(): Promise<boolean>
getProxyPath(): Promise<string>
hasProxy(): Promise<boolean>
attachProxy(string, boolean, boolean?): Promise<boolean>
findItemsMatchingMediaPath(string, boolean?): Promise<ProjectItem[]>
refreshMedia(): Promise<boolean>
createSetOfflineAction(): Action
getFootageInterpretation(): Promise<FootageInterpretation>
createSetFootageInterpretationAction(FootageInterpretation): Action
changeMediaFilePath(string, boolean?): Promise<boolean>
createSubClipAction(string, TickTime, TickTime, boolean, object?): Action
isMergedClip(): Promise<boolean>
isMulticamClip(): Promise<boolean>
getEmbeddedLUTID(): Promise<string>
createSetScaleToFrameSizeAction(): Action
createSetNameAction(string): Action
getColorLabelIndex(): Promise<number>
createSetColorLabelAction(number): Action
getProject(): Promise<Project>
getContentType(): Promise<Constants.ContentType>
getSequence(): Promise<Sequence>
getInPoint(Constants.MediaType): Promise<TickTime>
getOutPoint(Constants.MediaType): Promise<TickTime>
getMediaFilePath(): Promise<string>
getComponentChain(Constants.MediaType): Promise<string>
createSetInPointAction(TickTime): Action
createSetOverridePixelAspectRatioAction(number, number): Action
createSetOverrideFrameRateAction(number): Action
createSetOutPointAction(TickTime): Action
createSetInOutPointsAction(TickTime, TickTime): Action
createClearInOutPointsAction(): Action
getMedia(): Promise<Media>
getOriginatingProjectPath(): Promise<string>
type: number
name: string`,
  CloseProjectOptions: `
setPromptIfDirty(boolean): CloseProjectOptions
setShowCancelButton(boolean): CloseProjectOptions
setIsAppBeingPreparedToQuit(boolean): CloseProjectOptions
setSaveWorkspace(boolean): CloseProjectOptions
promptIfDirty: boolean
showCancelButton: boolean
isAppBeingPreparedToQuit: boolean
saveWorkspace: boolean`,
  Color: `
equals(Color): boolean
red: number
green: number
blue: number
alpha: number`,
  Component: `
getParam(number?): ComponentParam
getMatchName(): Promise<string>
getDisplayName(): Promise<string>
getParamCount(): number`,
  ComponentParam: `
createKeyframe(number | string | boolean | PointF | Color): Keyframe
getValueAtTime(TickTime): Promise<number | string | boolean | PointF | Color>
findNearestKeyframe(TickTime, TickTime): Keyframe
findNextKeyframe(TickTime): Keyframe
findPreviousKeyframe(TickTime): Keyframe
createRemoveKeyframeAction(TickTime, boolean?): Action
createRemoveKeyframeRangeAction(TickTime, TickTime, boolean?): Action
createSetValueAction(Keyframe, boolean?): Action
createAddKeyframeAction(Keyframe): Action
createSetTimeVaryingAction(boolean): Action
getStartValue(): Promise<Keyframe>
getKeyframeListAsTickTimes(): TickTime[]
getKeyframePtr(TickTime?): Keyframe
isTimeVarying(): boolean
createSetInterpolationAtKeyframeAction(TickTime, number, boolean?): Action
areKeyframesSupported(): Promise<boolean>
displayName: string`,
  CompoundAction: `
addAction(Action): boolean
empty: boolean`,
  EncoderManagerStatic: `
getManager(): EncoderManager
getExportFileExtension(Sequence, string): Promise<string>
EXPORT_QUEUE_TO_AME: string
EXPORT_QUEUE_TO_APP: string
EXPORT_IMMEDIATELY: string
EVENT_RENDER_COMPLETE: string
EVENT_RENDER_ERROR: string
EVENT_RENDER_CANCEL: string
EVENT_RENDER_QUEUE: string
EVENT_RENDER_PROGRESS: string`,
  EncoderManager: `
exportSequence(Sequence, Constants.ExportType, string?, string?, boolean?): Promise<boolean>
encodeProjectItem(ClipProjectItem, string?, string?, number?, boolean?, boolean?): Promise<boolean>
encodeFile(string, string?, string?, TickTime, TickTime, number?, boolean?, boolean?): Promise<boolean>
startBatchEncode(): Promise<boolean>
setSidecarXMPEnabled(boolean): Promise<boolean>
setEmbeddedXMPEnabled(boolean): Promise<boolean>
launchEncoder(): Promise<boolean>
isAMEInstalled: boolean`,
  ExporterStatic: `
exportSequenceFrame(Sequence, TickTime, string, string, number, number): Promise<boolean>`,
  Exporter: '',
  FolderItemStatic: `
cast(ProjectItem): FolderItem`,
  FolderItem: `
createBinAction(string, boolean): Action
createSmartBinAction(string, string): Action
createRenameBinAction(string): Action
getItems(): Promise<ProjectItem[]>
createRemoveItemAction(ProjectItem): Action
createMoveItemAction(ProjectItem, FolderItem): Action
createSetNameAction(string): Action
getColorLabelIndex(): Promise<number>
createSetColorLabelAction(number): Action
getProject(): Promise<Project>
type: number
name: string`,
  FootageInterpretation: `
getFrameRate(): number
setFrameRate(number): boolean
getPixelAspectRatio(): number
setPixelAspectRatio(number): boolean
getFieldType(): number
setFieldType(number): boolean
getRemovePullDown(): boolean
setRemovePullDown(boolean): boolean
getAlphaUsage(): number
setAlphaUsage(number): boolean
getIgnoreAlpha(): boolean
setIgnoreAlpha(boolean): boolean
getInvertAlpha(): boolean
setInvertAlpha(boolean): boolean
getVrConform(): number
setVrConform(number): boolean
getVrLayout(): number
setVrLayout(number): boolean
getVrHorzView(): number
setVrHorzView(number): boolean
getVrVertView(): number
setVrVertView(number): boolean
getInputLUTID(): string
setInputLUTID(string): boolean
ALPHACHANNEL_NONE: number
ALPHACHANNEL_STRAIGHT: number
ALPHACHANNEL_PREMULTIPLIED: number
ALPHACHANNEL_IGNORE: number
FIELD_TYPE_DEFAULT: number
FIELD_TYPE_PROGRESSIVE: number
FIELD_TYPE_UPPERFIRST: number
FIELD_TYPE_LOWERFIRST: number`,
  FrameRateStatic: `
createWithValue(number): FrameRate`,
  FrameRate: `
equals(FrameRate): boolean
ticksPerFrame: number
value: number`,
  GuidStatic: `
fromString(string): Guid`,
  Guid: `
toString(): string`,
  IngestSettings: `
getIsIngestEnabled(): Promise<boolean>
setIngestEnabled(boolean): Promise<boolean>`,
  KeyframeStatic: `
INTERPOLATION_MODE_LINEAR: number
INTERPOLATION_MODE_HOLD: number
INTERPOLATION_MODE_BEZIER: number
INTERPOLATION_MODE_TIME: number
INTERPOLATION_MODE_TIME_TRANSITION_START: number
INTERPOLATION_MODE_TIME_TRANSITION_END: number`,
  Keyframe: `
getTemporalInterpolationMode(): Promise<number>
setTemporalInterpolationMode(number): Promise<boolean>
value: { value: string | number | boolean | Color | PointF }
position: TickTime`,
  MarkerStatic: `
MARKER_TYPE_COMMENT: string
MARKER_TYPE_CHAPTER: string
MARKER_TYPE_FLVCUEPOINT: string
MARKER_TYPE_WEBLINK: string`,
  Marker: `
getColor(): Color
getColorIndex(): number
getComments(): string
getDuration(): TickTime
getName(): string
getUrl(): string
getTarget(): string
getType(): string
getStart(): TickTime
createSetColorByIndexAction(number): Action
createSetNameAction(string): Action
createSetDurationAction(TickTime): Action
createSetTypeAction(string): Action
createSetCommentsAction(string): Action
guid: Guid`,
  MarkersStatic: `
getMarkers(Sequence | ClipProjectItem): Promise<Markers>`,
  Markers: `
getMarkers(string[]?): Marker[]
createRemoveMarkerAction(Marker): Action
createMoveMarkerAction(Marker, TickTime): Action
createAddMarkerAction(string, string?, TickTime?, TickTime?, string?): Action`,
  Media: `
createSetStartAction(TickTime): Action
start: TickTime
duration: TickTime`,
  MetadataStatic: `
getProjectMetadata(ProjectItem): Promise<string>
getXMPMetadata(ProjectItem): Promise<string>
createSetProjectMetadataAction(ProjectItem, string, string[]): Action
createSetXMPMetadataAction(ProjectItem, string): Action
addPropertyToProjectMetadataSchema(string, string, number): Promise<boolean>
getProjectColumnsMetadata(ProjectItem): Promise<string>
getProjectPanelMetadata(): Promise<string>
setProjectPanelMetadata(string): Promise<boolean>
METADATA_TYPE_INTEGER: number
METADATA_TYPE_REAL: number
METADATA_TYPE_TEXT: number
METADATA_TYPE_BOOLEAN: number`,
  Metadata: '',
  ObjectMaskUtilsStatic: `
hasObjectMask(Project | Sequence): boolean`,
  ObjectMaskUtils: '',
  OpenProjectOptions: `
setShowConvertProjectDialog(boolean): OpenProjectOptions
setShowLocateFileDialog(boolean): OpenProjectOptions
setShowWarningDialog(boolean): OpenProjectOptions
setAddToMRUList(boolean): OpenProjectOptions
showConvertProjectDialog: boolean
showLocateFileDialog: boolean
showWarningDialog: boolean
addToMRUList: boolean`,
  OperationCompleteEventStatic: `
OPERATION_STATE_SUCCESS: number
OPERATION_STATE_CANCELLED: number
OPERATION_STATE_FAILED: number
EVENT_IMPORT_MEDIA_COMPLETE: string
EVENT_EXPORT_MEDIA_COMPLETE: string
EVENT_EFFECT_DROP_COMPLETE: string
EVENT_EFFECT_DRAG_OVER: string
EVENT_CLIP_EXTEND_REACHED: string
EVENT_GENERATIVE_EXTEND_COMPLETE: string`,
  OperationCompleteEvent: `
state: number`,
  PRProductionStatic: `
getActiveProduction(): PRProduction`,
  PRProduction: `
getScratchDiskSettings(): Promise<ScratchDiskSettings>`,
  PointF: `
distanceTo(PointF): number
x: number
y: number`,
  PointKeyframe: `
value: { value: PointF }
position: TickTime`,
  ProjectStatic: `
createProject(string): Promise<Project>
isProject(string): boolean
open(string, OpenProjectOptions?): Promise<Project>
getActiveProject(): Promise<Project>
getProject(Guid): Project`,
  Project: `
getActiveSequence(): Promise<Sequence>
setActiveSequence(Sequence): Promise<boolean>
createSequence(string, string?): Promise<Sequence>
createSequenceWithPresetPath(string, string): Promise<Sequence>
createSequenceFromMedia(string, ClipProjectItem[]?, ProjectItem?): Promise<Sequence>
getColorSettings(): Promise<ProjectColorSettings>
deleteSequence(Sequence): Promise<boolean>
getInsertionBin(): Promise<ProjectItem>
openSequence(Sequence): Promise<boolean>
closeSequence(Sequence): Promise<boolean>
importSequences(string, Guid[]?): Promise<boolean>
importAEComps(string, string[], ProjectItem?): Promise<boolean>
importAllAEComps(string, ProjectItem?): Promise<boolean>
importFiles(string[], boolean?, ProjectItem?, boolean?): Promise<boolean>
close(CloseProjectOptions?): Promise<boolean>
save(): Promise<boolean>
saveAs(string): Promise<boolean>
getSequence(Guid): Sequence
getSequences(): Promise<Sequence[]>
getRootItem(): Promise<FolderItem>
pauseGrowing(boolean): Promise<boolean>
executeTransaction(function, string?): boolean
lockedAccess(function): void
guid: Guid
name: string
path: string`,
  ProjectClosedEventStatic: `
EVENT_CLOSED: string`,
  ProjectClosedEvent: `
name: string
path: string
id: string`,
  ProjectColorSettings: `
getSupportedGraphicsWhiteLuminances(): Promise<number[]>
getGraphicsWhiteLuminance(): Promise<number>`,
  ProjectConverterStatic: `
exportAAF(Sequence, string, AAFExportOptions?): Promise<boolean>
exportAsFinalCutProXML(Sequence, string, boolean?): Promise<boolean>
exportAsOpenTimelineIO(Sequence, string, boolean?): Promise<boolean>
AAF_EXPORT_AUDIO_FORMAT_AIFF: number
AAF_EXPORT_AUDIO_FORMAT_WAV: number`,
  ProjectConverter: '',
  ProjectEventStatic: `
EVENT_OPENED: string
EVENT_ACTIVATED: string
EVENT_DIRTY: string`,
  ProjectEvent: `
name: string
path: string
id: string
project: Project`,
  ProjectItemStatic: `
cast(FolderItem | ClipProjectItem): ProjectItem
TYPE_CLIP: number
TYPE_BIN: number
TYPE_ROOT: number
TYPE_FILE: number
TYPE_STYLE: number
TYPE_COMPOUND: number`,
  ProjectItem: `
createSetNameAction(string): Action
getColorLabelIndex(): Promise<number>
createSetColorLabelAction(number): Action
getProject(): Promise<Project>
getId(): string
getParentBin(): FolderItem
type: number
name: string`,
  ProjectItemSelection: `
getItems(): Promise<ProjectItem[]>`,
  ProjectSettingsStatic: `
createSetScratchDiskSettingsAction(Project, ScratchDiskSettings): Action
getScratchDiskSettings(Project): Promise<ScratchDiskSettings>
getIngestSettings(Project): Promise<IngestSettings>
createSetIngestSettingsAction(Project, IngestSettings): Action`,
  ProjectSettings: '',
  ProjectUtilsStatic: `
getSelection(Project): Promise<ProjectItemSelection>
getProjectViewIds(): Promise<Guid[]>
getProjectFromViewId(Guid): Promise<Project>
getSelectionFromViewId(Guid): Promise<ProjectItemSelection>`,
  ProjectUtils: '',
  PropertiesStatic: `
getProperties(Project | Sequence): Promise<Properties>
PROPERTY_PERSISTENT: number
PROPERTY_NON_PERSISTENT: number`,
  Properties: `
getValueAsInt(string): number
getValueAsFloat(string): number
getValueAsBool(string): boolean
getValue(string): string
createSetValueAction(string, boolean | string | number, Constants.PropertyType): Action
hasValue(string): boolean
createClearValueAction(string): Action`,
  RectF: `
width: number
height: number`,
  ScratchDiskSettingsStatic: `
FOLDERTYPE_CAPTURE: string
FOLDERTYPE_VIDEO_PREVIEW: string
FOLDERTYPE_AUDIO_PREVIEW: string
FOLDERTYPE_AUTO_SAVE: string
FOLDERTYPE_CCL_LIBRARIES: string
FOLDERTYPE_CAPSULE_MEDIA: string
FOLDER_SAME_AS_PROJECT: string
FOLDER_MY_DOCUMNETS: string`,
  ScratchDiskSettings: `
setScratchDiskPath(Constants.ScratchDiskFolderType, Constants.ScratchDiskFolder): boolean
getScratchDiskPath(Constants.ScratchDiskFolderType): string`,
  SequenceStatic: '',
  Sequence: `
getSequenceVideoTimeDisplayFormat(): Promise<TimeDisplay>
getSequenceAudioTimeDisplayFormat(): Promise<TimeDisplay>
getPlayerPosition(): Promise<TickTime>
setPlayerPosition(TickTime?): Promise<boolean>
clearSelection(): Promise<boolean>
setSelection(TrackItemSelection): boolean
getVideoTrackCount(): Promise<number>
getAudioTrackCount(): Promise<number>
getCaptionTrackCount(): Promise<number>
getVideoTrack(number): Promise<VideoTrack>
getAudioTrack(number): Promise<AudioTrack>
getCaptionTrack(number): Promise<CaptionTrack>
getSettings(): Promise<SequenceSettings>
createSetSettingsAction(SequenceSettings): Action
createCloneAction(): Action
createSubsequence(boolean?): Promise<Sequence>
isDoneAnalyzingForVideoEffects(): Promise<boolean>
getZeroPoint(): Promise<TickTime>
getEndTime(): Promise<TickTime>
getInPoint(): Promise<TickTime>
getOutPoint(): Promise<TickTime>
createSetInPointAction(TickTime): Action
createSetZeroPointAction(TickTime): Action
createSetOutPointAction(TickTime): Action
getProjectItem(): Promise<ProjectItem>
getSelection(): Promise<TrackItemSelection>
getFrameSize(): Promise<RectF>
getTimebase(): Promise<string>
guid: Guid
name: string`,
  SequenceEditorStatic: `
getEditor(Sequence): SequenceEditor
getInstalledMogrtPath(): Promise<string>`,
  SequenceEditor: `
createRemoveItemsAction(TrackItemSelection, boolean, Constants.MediaType, boolean?): Action
createInsertProjectItemAction(ProjectItem, TickTime, number, number, boolean): Action
createOverwriteItemAction(ProjectItem, TickTime, number, number): Action
createCloneTrackItemAction(VideoClipTrackItem | AudioClipTrackItem, TickTime, number, number, boolean, boolean): Action
insertMogrtFromPath(string, TickTime, number, number): Array<VideoClipTrackItem | AudioClipTrackItem>
insertMogrtFromLibrary(string, string, TickTime, number, number): Array<VideoClipTrackItem | AudioClipTrackItem>`,
  SequenceSettingsStatic: `
PAR_SQUARE: string
PAR_DVNTSC: string
PAR_DVNTSCWide: string
PAR_DVPAL: string
PAR_DVPALWide: string
PAR_Anamorphic: string
PAR_HDAnamorphic1080: string
PAR_DVCProHD: string
VIDEO_FIELDTYPE_PROGRESSIVE: number
VIDEO_FIELDTYPE_UPPER_FIRST: number
VIDEO_FIELDTYPE_LOWER_FIRST: number
VIDEO_DISPLAY_FORMAT_23976: number
VIDEO_DISPLAY_FORMAT_25: number
VIDEO_DISPLAY_FORMAT_2997: number
VIDEO_DISPLAY_FORMAT_2997_NON_DROP: number
VIDEO_DISPLAY_FORMAT_16mm: number
VIDEO_DISPLAY_FORMAT_35mm: number
VIDEO_DISPLAY_FORMAT_FRAMES: number
AUDIO_CHANNEL_TYPE_MONO: number
AUDIO_CHANNEL_TYPE_STEREO: number
AUDIO_CHANNEL_TYPE_51: number
AUDIO_CHANNEL_TYPE_MULTI: number
AUDIO_DISPLAY_FORMAT_SAMPLE_RATE: number
AUDIO_DISPLAY_FORMAT_MILISECONDS: number`,
  SequenceSettings: `
getMaximumBitDepth(): Promise<boolean>
setMaximumBitDepth(boolean): Promise<boolean>
getMaxRenderQuality(): Promise<boolean>
setMaxRenderQuality(boolean): Promise<boolean>
getAudioChannelCount(): Promise<number>
getAudioChannelType(): Promise<number>
getAudioDisplayFormat(): Promise<TimeDisplay>
setAudioDisplayFormat(TimeDisplay): Promise<boolean>
getAudioSampleRate(): Promise<FrameRate>
setAudioSampleRate(FrameRate): Promise<boolean>
getVideoDisplayFormat(): Promise<TimeDisplay>
setVideoDisplayFormat(TimeDisplay): Promise<boolean>
getVideoFieldType(): Promise<number>
setVideoFieldType(number): Promise<boolean>
getVideoFrameRate(): FrameRate
setVideoFrameRate(FrameRate): boolean
getVideoFrameRect(): Promise<RectF>
setVideoFrameRect(RectF): Promise<boolean>
getVideoPixelAspectRatio(): Promise<string>
setVideoPixelAspectRatio(string): Promise<boolean>
getCompositeInLinearColor(): Promise<boolean>
setCompositeInLinearColor(boolean): Promise<boolean>
getEditingMode(): Promise<string>
setEditingMode(string): Promise<boolean>
getPreviewFileFormat(): Promise<string>
setPreviewFileFormat(string): Promise<boolean>
getPreviewCodec(): Promise<string>
setPreviewCodec(string): Promise<boolean>
getPreviewFrameRect(): Promise<RectF>
setPreviewFrameRect(RectF): Promise<boolean>`,
  SequenceUtilsStatic: `
performSceneEditDetectionOnSelection(string, TrackItemSelection): Promise<boolean>
SEQUENCE_OPERATION_APPLYCUT: string
SEQUENCE_OPERATION_CREATEMARKER: string
SEQUENCE_OPERATION_CREATESUBCLIP: string`,
  SequenceUtils: '',
  SnapEventStatic: `
EVENT_SNAP_TO_KEYFRAME: string
EVENT_SNAP_TO_TRACKITEM: string
EVENT_SNAP_TO_GUIDES: string
EVENT_SNAP_RAZOR_TO_PLAYHEAD: string
EVENT_SNAP_RAZOR_TO_MARKER: string
EVENT_SNAP_PLAYHEAD_TO_TRACKITEM_EDGE: string`,
  SnapEvent: '',
  SourceMonitorStatic: `
openFilePath(string): Promise<boolean>
openProjectItem(ProjectItem): Promise<boolean>
closeClip(): Promise<boolean>
closeAllClips(): Promise<boolean>
getPosition(): Promise<TickTime>
setPosition(TickTime): Promise<boolean>
play(number?): Promise<boolean>
getProjectItem(): Promise<ProjectItem>`,
  SourceMonitor: '',
  TextSegmentsStatic: `
importFromJSON(string, function): boolean`,
  TextSegments: '',
  TickTimeStatic: `
createWithFrameAndFrameRate(number, FrameRate): TickTime
createWithSeconds(number): TickTime
createWithTicks(string): TickTime
TIME_ZERO: TickTime
TIME_ONE_SECOND: TickTime
TIME_ONE_MINUTE: TickTime
TIME_ONE_HOUR: TickTime
TIME_MAX: TickTime
TIME_MIN: TickTime
TIME_INVALID: TickTime`,
  TickTime: `
equals(TickTime): boolean
alignToNearestFrame(FrameRate): TickTime
alignToFrame(FrameRate): TickTime
add(TickTime): TickTime
subtract(TickTime): TickTime
multiply(number): TickTime
divide(number): TickTime
seconds: number
ticks: string
ticksNumber: number`,
  TimeDisplay: `
type: number`,
  TrackItemSelectionStatic: `
createEmptySelection(function): boolean`,
  TrackItemSelection: `
addItem(VideoClipTrackItem | AudioClipTrackItem, boolean?): boolean
removeItem(VideoClipTrackItem | AudioClipTrackItem): boolean
getTrackItems(): Promise<Array<VideoClipTrackItem | AudioClipTrackItem>>`,
  TransitionFactoryStatic: `
createVideoTransition(string): VideoTransition
getVideoTransitionMatchNames(): Promise<string[]>`,
  TransitionFactory: '',
  UniqueSerializeableStatic: `
cast(ProjectItem | ClipProjectItem | FolderItem | Sequence): UniqueSerializeable`,
  UniqueSerializeable: `
getUniqueID(): Guid`,
  UtilsStatic: `
isAEInstalled(): Promise<boolean>`,
  Utils: '',
  VideoClipTrackItemStatic: `
TRACKITEMTYPE_EMPTY: number
TRACKITEMTYPE_CLIP: number
TRACKITEMTYPE_TRANSITION: number
TRACKITEMTYPE_PREVIEW: number
TRACKITEMTYPE_FEEDBACK: number`,
  VideoClipTrackItem: `
createAddVideoTransitionAction(VideoTransition, AddTransitionOptions?): Action
createRemoveVideoTransitionAction(Constants.TransitionPosition?): Action
getMatchName(): Promise<string>
getName(): Promise<string>
getIsSelected(): Promise<boolean>
getSpeed(): Promise<number>
isAdjustmentLayer(): Promise<boolean>
isSpeedReversed(): Promise<number>
createMoveAction(TickTime): Action
getInPoint(): Promise<TickTime>
getOutPoint(): Promise<TickTime>
createSetInPointAction(TickTime): Action
createSetOutPointAction(TickTime): Action
getStartTime(): Promise<TickTime>
getEndTime(): Promise<TickTime>
createSetStartAction(TickTime): Action
createSetEndAction(TickTime): Action
getDuration(): Promise<TickTime>
getType(): Promise<number>
isDisabled(): Promise<boolean>
createSetDisabledAction(boolean): Action
createSetNameAction(string): Action
getMediaType(): Promise<Guid>
getTrackIndex(): Promise<number>
getProjectItem(): Promise<ProjectItem>
getComponentChain(): Promise<VideoComponentChain>`,
  VideoComponentChainStatic: '',
  VideoComponentChain: `
createInsertComponentAction(Component | VideoFilterComponent, number): Action
createAppendComponentAction(Component | VideoFilterComponent): Action
createRemoveComponentAction(Component | VideoFilterComponent): Action
getComponentAtIndex(number): Component
getComponentCount(): number`,
  VideoFilterComponentStatic: '',
  VideoFilterComponent: '',
  VideoFilterFactoryStatic: `
createComponent(string): Promise<VideoFilterComponent>
getMatchNames(): Promise<string[]>
getDisplayNames(): Promise<string[]>`,
  VideoFilterFactory: '',
  VideoTrackStatic: `
EVENT_TRACK_CHANGED: string
EVENT_TRACK_INFO_CHANGED: string
EVENT_TRACK_LOCK_CHANGED: string`,
  VideoTrack: `
createSetNameAction(string): object
setMute(boolean): Promise<boolean>
getMediaType(): Promise<Guid>
getIndex(): Promise<number>
isMuted(): Promise<boolean>
getTrackItems(Constants.TrackItemType, boolean): VideoClipTrackItem[]
name: string
id: number`,
  VideoTransitionStatic: `
TRANSITIONPOSITION_START: number
TRANSITIONPOSITION_END: number`,
  VideoTransition: '',
  EventManagerStatic: `
addEventListener(Project | Sequence | VideoTrack | AudioTrack | EncoderManager, string | Constants.SnapEvent | Constants.ProjectEvent | Constants.SequenceEvent | Constants.OperationCompleteEvent, function, boolean?): void
removeEventListener(Project | Sequence | VideoTrack | AudioTrack | EncoderManager, string | Constants.SnapEvent | Constants.ProjectEvent | Constants.SequenceEvent | Constants.OperationCompleteEvent, function): void
addGlobalEventListener(string | Constants.SnapEvent | Constants.ProjectEvent | Constants.SequenceEvent | Constants.OperationCompleteEvent, function, boolean?): void
removeGlobalEventListener(string | Constants.SnapEvent | Constants.ProjectEvent | Constants.SequenceEvent | Constants.OperationCompleteEvent, function): void`,
  EventManager: '',
  TranscriptStatic: `
importFromJSON(string): TextSegments
createImportTextSegmentsAction(TextSegments, ClipProjectItem): Action
querySupportedLanguages(): Array<{ displayString: string; languageCode: string; locale: string }>
hasTranscript(ClipProjectItem): boolean
exportToJSON(ClipProjectItem): Promise<string>`,
  Transcript: '',
  'Constants.AAFExportAudioFormat': `
AIFF
WAV`,
  'Constants.AudioChannelType': `
MONO
STEREO
SURROUND_51
MULTI`,
  'Constants.AudioDisplayFormatType': `
SAMPLE_RATE
MILLISECONDS`,
  'Constants.AudioTrackEvent': `
TRACK_CHANGED
INFO_CHANGED
LOCK_CHANGED`,
  'Constants.ContentType': `
ANY
SEQUENCE
MEDIA`,
  'Constants.EncoderEvent': `
RENDER_COMPLETE
RENDER_ERROR
RENDER_CANCEL
RENDER_QUEUE
RENDER_PROGRESS`,
  'Constants.ExportType': `
QUEUE_TO_AME
QUEUE_TO_APP
IMMEDIATELY`,
  'Constants.InterpolationMode': `
BEZIER
HOLD
LINEAR
TIME
TIME_TRANSITION_END
TIME_TRANSITION_START`,
  'Constants.MarkerColor': `
GREEN
RED
MAGNETA
ORANGE
YELLOW
BLUE
CYAN`,
  'Constants.MediaType': `
ANY
DATA
VIDEO
AUDIO`,
  'Constants.MetadataType': `
INTEGER
REAL
TEXT
BOOLEAN`,
  'Constants.OperationCompleteEvent': `
CLIP_EXTEND_REACHED
EFFECT_DROP_COMPLETE
EFFECT_DRAG_OVER
EXPORT_MEDIA_COMPLETE
GENERATIVE_EXTEND_COMPLETE
IMPORT_MEDIA_COMPLETE`,
  'Constants.OperationCompleteState': `
SUCCESS
CANCELLED
FAILED`,
  'Constants.PixelAspectRatio': `
SQUARE
DVNTSC
DVNTSCWide
DVPAL
DVPALWide
Anamorphic
HDAnamorphic1080
DVCProHD`,
  'Constants.PreferenceKey': `
AUTO_PEAK_GENERATION
IMPORT_WORKSPACE
SHOW_QUICKSTART_DIALOG`,
  'Constants.ProjectEvent': `
OPENED
CLOSED
DIRTY
ACTIVATED
PROJECT_ITEM_SELECTION_CHANGED`,
  'Constants.ProjectItemColorLabel': `
VIOLET
IRIS
LAVENDER
CERULEAN
FOREST
ROSE
MANGO
PURPLE
BLUE
TEAL
MAGENTA
TAN
GREEN
BROWN
YELLOW`,
  'Constants.PropertyType': `
PERSISTENT
NON_PERSISTENT`,
  'Constants.ScratchDiskFolder': `
SAME_AS_PROJECT
MY_DOCUMENTS`,
  'Constants.ScratchDiskFolderType': `
CAPTURE
AUDIO_PREVIEW
VIDEO_PREVIEW
AUTO_SAVE
CCL_LIBRARIES
CAPSULE_MEDIA`,
  'Constants.SequenceEvent': `
ACTIVATED
CLOSED
SELECTION_CHANGED`,
  'Constants.SequenceOperation': `
APPLYCUT
CREATEMARKER
CREATESUBCLIP`,
  'Constants.SnapEvent': `
KEYFRAME
RAZOR_PLAYHEAD
RAZOR_MARKER
TRACKITEM
GUIDES
PLAYHEAD_TRACKITEM`,
  'Constants.TrackItemType': `
EMPTY
CLIP
TRANSITION
PREVIEW
FEEDBACK`,
  'Constants.TransitionPosition': `
START
END`,
  'Constants.VideoDisplayFormatType': `
FPS_23_976
FPS_25
FPS_29_97
FPS_29_97_NON_DROP
FEET_FRAME_16mm
FEET_FRAME_35mm
FRAMES`,
  'Constants.VideoFieldType': `
PROGRESSIVE
UPPER_FIRST
LOWER_FIRST`,
  'Constants.VideoTrackEvent': `
TRACK_CHANGED
INFO_CHANGED
LOCK_CHANGED`,
};
