// The record of our scores in the properties of their sequence. Stored ids are hints only: the user may undo, move and delete.
import type { Properties, Sequence } from '@adobe/premierepro';
import type { TickRange } from '@framescore/contract';
import type { MarkerChoice, PlacedScore } from '../ports.js';
import { readText, valueOf, writeText } from './chunked-property.js';
import type { PremiereContext } from './modules.js';
import type { ActionFactory } from './transact.js';

const KEY = 'framescore.scores.v2';
/** Where versions that knew one score a sequence kept it. */
const SINGLE_KEY = 'framescore.state.v1';
const LARGEST_SETTINGS_CHARACTERS = 4_000;
const MOST_SOURCES = 24;
/** Scenes that were scored one by one; more than any film has cues. */
const MOST_SCORES = 200;

/** A WAV of ours that was put on the timeline: its project item and its path. */
export type OwnSource = { itemId: string; path: string };

export type StoredScore = { placed: PlacedScore; trackIndex: number; sources: OwnSource[] };

/** The sequence that the scores belong to: a duplicate of the sequence may carry a copy of this (P6). */
export type StoredScores = { guid: string; scores: StoredScore[] };

export async function openProperties(context: PremiereContext, sequence: Sequence): Promise<Properties> {
  return context.ppro.Properties.getProperties(sequence);
}

export function readStored(properties: Properties, guid: string): StoredScore[] {
  const text = readText(properties, KEY);
  const single = text === null ? valueOf(properties, SINGLE_KEY) : null;
  const stored = text === null ? parseSingle(single ?? '') : parseStored(text);
  return stored?.guid === guid ? stored.scores : [];
}

/** As it is kept, to see whether anything has changed. */
export function recordText(properties: Properties): string {
  return readText(properties, KEY) ?? valueOf(properties, SINGLE_KEY) ?? '';
}

/** Writes all scores anew; without any, nothing of the record is left. */
export function storeActions(
  context: PremiereContext,
  properties: Properties,
  stored: StoredScores,
): ActionFactory[] {
  const text = stored.scores.length === 0 ? '' : serialise(stored);
  const clearSingle: ActionFactory = () => properties.createClearValueAction(SINGLE_KEY);
  const isOld = properties.hasValue(SINGLE_KEY);
  return [...writeText(context, properties, KEY, text), ...(isOld ? [clearSingle] : [])];
}

/** Compact, and small whatever the panel remembers in `settings`. */
export function serialise({ guid, scores }: StoredScores): string {
  return JSON.stringify({ guid, scores: scores.slice(-MOST_SCORES).map(lean) });
}

function lean(score: StoredScore): StoredScore {
  const isLong = score.placed.settings.length > LARGEST_SETTINGS_CHARACTERS;
  const placed = isLong ? { ...score.placed, settings: '' } : score.placed;
  return { ...score, placed, sources: score.sources.slice(-MOST_SOURCES) };
}

export function parseStored(text: string): StoredScores | null {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value.guid !== 'string' || !Array.isArray(value.scores)) return null;
  return value.scores.every(isStored) ? { guid: value.guid, scores: value.scores } : null;
}

/** One score, which still had all of its range. */
export function parseSingle(text: string): StoredScores | null {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value.guid !== 'string' || !isRecord(value.placed)) return null;
  const { guid, placed, trackIndex, sources } = value;
  const score: unknown = { placed: { ...placed, parts: [placed.range] }, trackIndex, sources };
  return isStored(score) ? { guid, scores: [score] } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStored(value: unknown): value is StoredScore {
  if (!isRecord(value) || typeof value.trackIndex !== 'number' || !Array.isArray(value.sources)) return false;
  const areSources = value.sources.every(
    (source) => isRecord(source) && typeof source.itemId === 'string' && typeof source.path === 'string',
  );
  return areSources && isPlaced(value.placed);
}

function isPlaced(value: unknown): value is PlacedScore {
  if (!isRecord(value) || !Array.isArray(value.parts)) return false;
  const texts = [value.jobId, value.trackName, value.settings];
  const numbers = [value.take, value.version, value.markerCount];
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    [value.range, ...(value.parts as unknown[])].every(isTickRange) &&
    isMarkerChoice(value.markers)
  );
}

function isTickRange(value: unknown): value is TickRange {
  const isTicks = (ticks: unknown): boolean => typeof ticks === 'string' && /^-?\d+$/.test(ticks);
  return isRecord(value) && isTicks(value.startTicks) && isTicks(value.endTicks);
}

function isMarkerChoice(value: unknown): value is MarkerChoice {
  return (
    isRecord(value) &&
    typeof value.isOn === 'boolean' &&
    typeof value.everyNth === 'number' &&
    typeof value.areDownbeatsColoured === 'boolean'
  );
}

export function sourcesOf(scores: readonly StoredScore[]): OwnSource[] {
  return scores.flatMap(({ sources }) => sources);
}

/** Newest last, each item once. */
export function withSource(sources: readonly OwnSource[], added: OwnSource): OwnSource[] {
  return [...sources.filter(({ itemId }) => itemId !== added.itemId), added];
}
