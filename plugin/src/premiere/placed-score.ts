// The record of a score in its sequence's properties, and the score that really stands there. Stored ids are hints only: the user may undo.
import type { Properties, Sequence } from '@adobe/premierepro';
import type { MarkerChoice, PlacedScore } from '../ports.js';
import { findOwnClips, trackFacts, type AudioClip, type AudioTrackFacts } from './own-clips.js';
import type { PremiereContext } from './modules.js';
import { clipsOf } from './track-items.js';
import type { ActionFactory } from './transact.js';

const KEY = 'framescore.state.v1';
const LARGEST_CHARACTERS = 8_000;
const MOST_SOURCES = 24;

/** A WAV of ours that was put on the timeline: its project item and its path. */
export type OwnSource = { itemId: string; path: string };

export type StoredScore = {
  /** The sequence that it belongs to: a duplicate of the sequence may carry a copy of this (P6). */
  guid: string;
  placed: PlacedScore;
  trackIndex: number;
  sources: OwnSource[];
};

export async function openProperties(context: PremiereContext, sequence: Sequence): Promise<Properties> {
  return context.ppro.Properties.getProperties(sequence);
}

export async function readStored(context: PremiereContext, sequence: Sequence): Promise<StoredScore | null> {
  const properties = await openProperties(context, sequence);
  if (!properties.hasValue(KEY)) return null;
  const stored = parseStored(properties.getValue(KEY));
  return stored?.guid === sequence.guid.toString() ? stored : null;
}

/** Sequences whose record was found to stand for nothing, with what was looked at: asked once a second, so not searched again. */
const fruitless = new Map<string, string>();

/** The score that stands on the sequence, or null when the user undid or deleted it. */
export async function readPlaced(context: PremiereContext, sequence: Sequence): Promise<PlacedScore | null> {
  const stored = await readStored(context, sequence);
  if (!stored) return null;
  const tracks = await trackFacts(sequence);
  const hint = tracks.slice(stored.trackIndex, stored.trackIndex + 1);
  const [hinted] = await findOwnClips(context, hint, stored.sources);
  const own = hinted ?? (await searchEverywhere(context, stored, tracks));
  return own ? { ...stored.placed, trackName: own.trackName } : null;
}

async function searchEverywhere(
  context: PremiereContext,
  stored: StoredScore,
  tracks: AudioTrackFacts[],
): Promise<AudioClip | undefined> {
  const counts = tracks.map(({ track }) => clipsOf(context.ppro, track).length);
  const looked = JSON.stringify([stored.sources, counts]);
  if (fruitless.get(stored.guid) === looked) return undefined;
  const [own] = await findOwnClips(context, tracks, stored.sources);
  if (!own) fruitless.set(stored.guid, looked);
  return own;
}

export function storeAction(
  context: PremiereContext,
  properties: Properties,
  stored: StoredScore,
): ActionFactory {
  const text = serialise(stored);
  return () => properties.createSetValueAction(KEY, text, context.ppro.Constants.PropertyType.PERSISTENT);
}

export function clearActions(properties: Properties): ActionFactory[] {
  return properties.hasValue(KEY) ? [() => properties.createClearValueAction(KEY)] : [];
}

/** Compact, and small whatever the panel remembers in `settings`. */
export function serialise(stored: StoredScore): string {
  const kept = { ...stored, sources: stored.sources.slice(-MOST_SOURCES) };
  const text = JSON.stringify(kept);
  if (text.length <= LARGEST_CHARACTERS) return text;
  const lean = { ...kept, sources: kept.sources.slice(-4), placed: { ...kept.placed, settings: '' } };
  return JSON.stringify(lean);
}

export function parseStored(text: string): StoredScore | null {
  try {
    const value = JSON.parse(text) as unknown;
    return isStored(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStored(value: unknown): value is StoredScore {
  if (!isRecord(value) || typeof value.guid !== 'string' || typeof value.trackIndex !== 'number')
    return false;
  const areSources =
    Array.isArray(value.sources) &&
    value.sources.every(
      (source) => isRecord(source) && typeof source.itemId === 'string' && typeof source.path === 'string',
    );
  return areSources && isPlaced(value.placed);
}

function isPlaced(value: unknown): value is PlacedScore {
  if (!isRecord(value) || !isRecord(value.range)) return false;
  const texts = [value.jobId, value.trackName, value.settings];
  const numbers = [value.take, value.version, value.markerCount];
  const isTicks = (ticks: unknown): boolean => typeof ticks === 'string' && /^-?\d+$/.test(ticks);
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    isTicks(value.range.startTicks) &&
    isTicks(value.range.endTicks) &&
    isMarkerChoice(value.markers)
  );
}

function isMarkerChoice(value: unknown): value is MarkerChoice {
  return (
    isRecord(value) &&
    typeof value.isOn === 'boolean' &&
    typeof value.everyNth === 'number' &&
    typeof value.areDownbeatsColoured === 'boolean'
  );
}
