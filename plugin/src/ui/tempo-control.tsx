// Tempo: chosen by the host, or exactly this many beats per minute, or held while the style changes.
import { stylesOf, tempoLimits, withTempoLock, type PanelControls } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { placedTake } from '../score-view.js';
import { Field } from './controls-section.js';
import { Slider } from './native-widgets.js';
import { ActionButton } from './spectrum.js';
import { tempoWords } from './words.js';

type TempoProps = { state: ScoreState; isDisabled: boolean; onChange: (controls: PanelControls) => void };

export function TempoControl({ state, isDisabled, onChange }: TempoProps) {
  const { controls, models } = state;
  const { tempo } = controls;
  const foundBpm = placedTake(state)?.take.result.plannedTempoBpm ?? null;
  const words = tempo.isAuto ? 'Auto' : tempoWords(tempo.bpm);
  const setBpm = (bpm: number) => onChange({ ...controls, tempo: { ...tempo, isAuto: false, bpm } });
  const setAuto = () =>
    onChange({ ...controls, tempo: { ...tempo, isAuto: !tempo.isAuto, isLocked: false } });
  const setLock = () => onChange(withTempoLock(controls, !tempo.isLocked, foundBpm));
  return (
    <Field label="Tempo" value={words}>
      <Slider
        label="Tempo"
        valueText={words}
        limits={tempoLimits(controls, stylesOf(models))}
        value={tempo.bpm}
        isDisabled={isDisabled || tempo.isLocked}
        onChange={setBpm}
      />
      <div className="row tight">
        <ActionButton label="Tempo: Auto" isSelected={tempo.isAuto} isDisabled={isDisabled} onPress={setAuto}>
          Auto
        </ActionButton>
        <ActionButton
          label="Keep this tempo"
          isSelected={tempo.isLocked}
          isDisabled={isDisabled}
          onPress={setLock}
        >
          {tempo.isLocked ? 'Locked' : 'Lock'}
        </ActionButton>
      </div>
    </Field>
  );
}
