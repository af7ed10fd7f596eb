// Every take of this sequence, to compare and to put on the timeline; none is ever lost.
import { useState } from 'react';
import { stylesOf } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { listTakes, type TakeEntry } from '../score-view.js';
import { ActionButton } from './spectrum.js';
import { styleName, tempoWords } from './words.js';

type TakesProps = { state: ScoreState; onSwitch: (jobId: string, take: number, version: number) => void };

/** Takes shown before the person asks for all. */
const SHOWN_TAKES = 5;

export function TakesSection({ state, onSwitch }: TakesProps) {
  const [isAll, setAll] = useState(false);
  const entries = listTakes(state.jobs, state.range?.placed ?? null);
  if (entries.length === 0) return null;
  const scoreIds = [...new Set(entries.map(({ jobId }) => jobId))];
  const shown = isAll ? entries : entries.filter((entry, index) => index < SHOWN_TAKES || entry.isPlaced);
  return (
    <section className="section" aria-label="Takes">
      <h2 className="heading">Takes</h2>
      {shown.map((entry) => (
        <TakeRow
          key={`${entry.jobId} ${entry.take.take} ${entry.take.version}`}
          entry={entry}
          name={takeName(entry, scoreIds)}
          style={styleName(entry.take.result.style, stylesOf(state.models))}
          isDisabled={state.activity !== null}
          onUse={() => onSwitch(entry.jobId, entry.take.take, entry.take.version)}
        />
      ))}
      {shown.length < entries.length && (
        <ActionButton isQuiet onPress={() => setAll(true)}>
          Show all {entries.length}
        </ActionButton>
      )}
    </section>
  );
}

type RowProps = { entry: TakeEntry; name: string; style: string; isDisabled: boolean; onUse: () => void };

function TakeRow({ entry, name, style, isDisabled, onUse }: RowProps) {
  const { tempoBpm, sync } = entry.take.result;
  const hits = sync.cueCount === 0 ? '' : ` · ${sync.hitCount}/${sync.cueCount} cuts`;
  return (
    <div className={entry.isPlaced ? 'take placed' : 'take'}>
      <div className="take-words">
        <p className="take-name">{name}</p>
        <p className="quiet small ellipsis">
          {tempoWords(tempoBpm)} · {style}
          {hits}
        </p>
      </div>
      {entry.isPlaced ? (
        <span className="badge">In use</span>
      ) : (
        <ActionButton label={`Use ${name}`} isDisabled={isDisabled} onPress={onUse}>
          Use
        </ActionButton>
      )}
    </div>
  );
}

/** Scores are numbered from the oldest; a version is a take with a part made anew. */
function takeName({ jobId, take }: TakeEntry, scoreIds: readonly string[]): string {
  const score = scoreIds.length > 1 ? `Score ${scoreIds.length - scoreIds.indexOf(jobId)}, take` : 'Take';
  const version = take.version > 1 ? `, version ${take.version}` : '';
  return `${score} ${take.take}${version}`;
}
