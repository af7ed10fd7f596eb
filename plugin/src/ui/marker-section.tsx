// Which beats carry markers, markers for any other sound, and taking the score away.
import type { PanelCommands } from '../panel-commands.js';
import type { MarkerChoice } from '../ports.js';
import type { ScoreState } from '../score-state.js';
import { Checkbox, Picker } from './native-widgets.js';
import { ActionButton, Divider } from './spectrum.js';
import { Field } from './controls-section.js';

const SPACINGS = [
  { id: 'off', name: 'Off' },
  { id: '1', name: 'Every beat' },
  { id: '2', name: 'Every 2nd beat' },
  { id: '4', name: 'Every 4th beat' },
] as const;

type MarkerProps = { state: ScoreState; commands: PanelCommands };

export function MarkerSection({ state, commands }: MarkerProps) {
  const { markers, activity, range } = state;
  const isDisabled = activity !== null;
  return (
    <section className="section" aria-label="Markers">
      <Divider />
      <Field label="Markers at beats">
        <Picker
          label="Markers at beats"
          options={SPACINGS}
          chosenId={markers.isOn ? String(markers.everyNth) : 'off'}
          isDisabled={isDisabled}
          onChange={(id) => commands.chooseMarkers(withSpacing(markers, id))}
        />
      </Field>
      <Checkbox
        label="Colour the downbeats"
        isChecked={markers.areDownbeatsColoured}
        isDisabled={isDisabled || !markers.isOn}
        onChange={(areDownbeatsColoured) => commands.chooseMarkers({ ...markers, areDownbeatsColoured })}
      />
      <div className="row wrap">
        <ActionButton
          label="Set markers at the beats of the selected sound clip"
          isDisabled={isDisabled}
          onPress={commands.markBeats}
        >
          Mark beats of selected clip
        </ActionButton>
        {range?.placed && (
          <ActionButton isDisabled={isDisabled} onPress={commands.removeScore}>
            Remove score
          </ActionButton>
        )}
      </div>
    </section>
  );
}

function withSpacing(markers: MarkerChoice, id: string): MarkerChoice {
  return id === 'off' ? { ...markers, isOn: false } : { ...markers, isOn: true, everyNth: Number(id) };
}
