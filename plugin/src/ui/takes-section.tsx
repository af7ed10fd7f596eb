// Every take of this sequence, to compare and to put on the timeline; none is ever lost.
import { useState } from 'react';
import { stylesOf, type PanelStyle } from '../controls.js';
import type { PanelCommands } from '../panel-commands.js';
import type { ReplacedScore } from '../ports.js';
import type { ScoreState } from '../score-state.js';
import { listTakes, type TakeEntry } from '../score-view.js';
import { ActionButton } from './spectrum.js';
import { modelWords, spansWords, styleName, tempoWords } from './words.js';

type TakesProps = { state: ScoreState; commands: PanelCommands };

/** Takes shown before the person asks for all. */
const SHOWN_TAKES = 3;

export function TakesSection({ state, commands }: TakesProps) {
  const [isAll, setAll] = useState(false);
  const entries = listTakes(state.jobs, state.range?.scores ?? []);
  if (entries.length === 0) return null;
  const scoreIds = [...new Set(entries.map(({ jobId }) => jobId))];
  const hasStyles = new Set(entries.map(({ take }) => take.result.style)).size > 1;
  const hasModels = new Set(entries.map(({ take }) => take.result.bundle.id)).size > 1;
  const replacedFor = ({ jobId, take: { take, version } }: TakeEntry): ReplacedScore[] => {
    const asked = state.takeQuestion;
    const isAsked = asked?.jobId === jobId && asked.take === take && asked.version === version;
    return isAsked ? asked.replaced : [];
  };
  const isShown = (entry: TakeEntry, index: number) =>
    isAll || index < SHOWN_TAKES || entry.isPlaced || replacedFor(entry).length > 0;
  const shown = entries.filter(isShown);
  return (
    <section className="section" aria-label="Takes">
      <h2 className="heading">Takes</h2>
      {shown.map((entry) => (
        <TakeRow
          key={`${entry.jobId} ${entry.take.take} ${entry.take.version}`}
          entry={entry}
          name={takeName(entry, scoreIds)}
          facts={factsOf(entry, hasStyles ? stylesOf(state.models) : null, hasModels)}
          isAsleep={state.activity !== null}
          replaced={replacedFor(entry)}
          onUse={(mayReplace) =>
            commands.switchTake(entry.jobId, entry.take.take, entry.take.version, mayReplace)
          }
          onKeep={commands.keepScores}
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

type RowProps = {
  entry: TakeEntry;
  name: string;
  facts: string;
  isAsleep: boolean;
  /** What of other scores it would take the place of; empty while nobody has asked. */
  replaced: ReplacedScore[];
  onUse: (mayReplace: string[]) => void;
  onKeep: () => void;
};

function TakeRow(props: RowProps) {
  const { entry, name, facts, isAsleep, onUse, replaced } = props;
  if (replaced.length > 0) return <TakeQuestionRow {...props} />;
  return (
    <div className={entry.isPlaced ? 'take placed' : 'take'}>
      <div className="take-words">
        <p className="take-name">{name}</p>
        <p className="quiet small ellipsis">{facts}</p>
      </div>
      {entry.isPlaced ? (
        <span className="badge">In use</span>
      ) : (
        <ActionButton label={`Use ${name}`} isAsleep={isAsleep} onPress={() => onUse([])}>
          Use
        </ActionButton>
      )}
    </div>
  );
}

/** Asked once more, because music of another score would go. */
function TakeQuestionRow({ name, isAsleep, replaced, onUse, onKeep }: RowProps) {
  const asked = replaced.map(({ jobId }) => jobId);
  return (
    <div className="take" role="group" aria-label={`Use ${name}?`}>
      <div className="take-words">
        <p className="small">
          {name} replaces {spansWords(replaced)}.
        </p>
        <div className="row">
          <ActionButton isAsleep={isAsleep} onPress={() => onUse(asked)}>
            Replace
          </ActionButton>
          <ActionButton isQuiet onPress={onKeep}>
            Keep what is there
          </ActionButton>
        </div>
      </div>
    </div>
  );
}

/** What tells takes apart; style and model only where they differ in them. */
function factsOf(
  { take, isBest }: TakeEntry,
  styles: readonly PanelStyle[] | null,
  hasModels: boolean,
): string {
  const { tempoBpm, sync, style, bundle } = take.result;
  const hits = sync.cueCount === 0 ? [] : [`${sync.hitCount}/${sync.cueCount} cuts`];
  const styleWords = styles ? [styleName(style, styles)] : [];
  const ofModel = hasModels ? [modelWords(bundle)] : [];
  const best = isBest ? ['best'] : [];
  return [tempoWords(tempoBpm), ...hits, ...best, ...styleWords, ...ofModel].join(' · ');
}

/** Scores are numbered from the oldest; a version is a take with a part made anew. */
function takeName({ jobId, take }: TakeEntry, scoreIds: readonly string[]): string {
  const score = scoreIds.length > 1 ? `Score ${scoreIds.length - scoreIds.indexOf(jobId)}, take` : 'Take';
  const version = take.version > 1 ? `, version ${take.version}` : '';
  return `${score} ${take.take}${version}`;
}
