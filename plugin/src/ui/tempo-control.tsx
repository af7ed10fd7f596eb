// Tempo, one slider: at its left stop the host chooses within the style's range; anywhere else the number is obeyed, whatever the style.
import { stylesOf, tempoLimits, type PanelControls } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { placedTake } from '../score-view.js';
import { Field } from './controls-section.js';
import { Slider } from './native-widgets.js';
import { ActionButton } from './spectrum.js';
import { tempoWords } from './words.js';

type TempoProps = { state: ScoreState; onChange: (controls: PanelControls) => void };

export function TempoControl({ state, onChange }: TempoProps) {
  const { controls, models } = state;
  const { tempo } = controls;
  const [lowest, highest] = tempoLimits(controls, stylesOf(models));
  const autoStop = lowest - 1;
  const foundBpm = placedTake(state)?.take.result.plannedTempoBpm;
  const words = tempo.isAuto ? 'Auto' : tempoWords(tempo.bpm);
  const setBpm = (bpm: number) =>
    onChange({ ...controls, tempo: bpm < lowest ? { ...tempo, isAuto: true } : { isAuto: false, bpm } });
  return (
    <Field label="Tempo" value={words}>
      <Slider
        label="Tempo"
        valueText={words}
        limits={[autoStop, highest]}
        value={tempo.isAuto ? autoStop : tempo.bpm}
        onChange={setBpm}
      />
      {tempo.isAuto && foundBpm !== undefined && (
        <div className="row tight">
          <ActionButton isQuiet onPress={() => setBpm(Math.round(foundBpm))}>
            Keep {tempoWords(foundBpm)}
          </ActionButton>
        </div>
      )}
    </Field>
  );
}
