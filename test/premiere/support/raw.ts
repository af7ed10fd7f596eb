// What wrong caller code needs of a fake: the open sequence and its parts, straight from the module.
import type { Project, ProjectItem, Sequence, premierepro } from '@adobe/premierepro';
import { createFakePremiere, type FakeOptions, type FakePremiere } from '../fake/index.js';
import { secondsToTicks } from '../fake/ticks.js';

export type Raw = {
  fake: FakePremiere;
  ppro: premierepro;
  project: Project;
  sequence: Sequence;
  /** Project items by name. */
  items: Record<string, ProjectItem>;
};

/** One clip with sound on tracks V1 and A1 (frames 0-100 at 25), and music.wav of four seconds in the bin. */
export async function rawWorld(options: Omit<FakeOptions, 'build'> = {}): Promise<Raw> {
  const fake = createFakePremiere({
    ...options,
    build: (project) => {
      const film = project.media('/film/a.mov', { seconds: 20 });
      project.media('/music/music.wav', { kind: 'audio', seconds: 4.01 });
      project.sequence('Cut').clip(film, { at: 0, frames: 100 });
    },
  });
  const ppro = fake.module;
  const project = await ppro.Project.getActiveProject();
  const sequence = await project.getActiveSequence();
  return { fake, ppro, project, sequence, items: await itemsOf(project) };
}

export async function itemsOf(project: Project): Promise<Record<string, ProjectItem>> {
  const items = await (await project.getRootItem()).getItems();
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

export function item(raw: { items: Record<string, ProjectItem> }, name: string): ProjectItem {
  const found = raw.items[name];
  if (!found) throw new Error(`no item ${name}`);
  return found;
}

export function seconds(raw: Raw, value: number) {
  return raw.ppro.TickTime.createWithTicks(secondsToTicks(value).toString());
}

export type Action = { readonly [name: string]: never };

/** One transaction in a lock, as a careful caller writes it. */
export function write(raw: Raw, label: string, actions: () => object[]): boolean {
  let isDone = false;
  let failure: unknown = null;
  raw.project.lockedAccess(() => {
    try {
      isDone = raw.project.executeTransaction((compound) => {
        for (const action of actions()) compound.addAction(action);
      }, label);
    } catch (error) {
      failure = error;
    }
  });
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (failure !== null) throw failure;
  return isDone;
}

export async function firstClip(raw: Raw) {
  const track = await raw.sequence.getVideoTrack(0);
  const [clip] = track.getTrackItems(raw.ppro.Constants.TrackItemType.CLIP, false);
  if (!clip) throw new Error('no clip');
  return clip;
}

export async function audioClips(raw: Raw, index: number) {
  const track = await raw.sequence.getAudioTrack(index);
  return track.getTrackItems(raw.ppro.Constants.TrackItemType.CLIP, false);
}
