// Which beats carry markers, and markers for any other sound.
import type { PanelCommands } from '../panel-commands.js';
import type { MarkerChoice } from '../ports.js';
import type { ScoreState } from '../score-state.js';
import { Field } from './controls-section.js';
import { Fold } from './fold.js';
import { Checkbox, Picker } from './native-widgets.js';
import { ActionButton } from './spectrum.js';

const SPACINGS = [
  { id: 'off', name: 'Off' },
  { id: '1', name: 'Every beat' },
  { id: '2', name: 'Every 2nd beat' },
  { id: '4', name: 'Every 4th beat' },
] as const;

type MarkerProps = { state: ScoreState; commands: PanelCommands };

export function MarkerSection({ state: { markers, activity }, commands }: MarkerProps) {
  const spacing = SPACINGS.find(({ id }) => id === spacingId(markers)) ?? SPACINGS[0];
  return (
    <Fold heading="Markers" summary={spacing.name} isOpenFirst={false}>
      <Field label="Markers at beats">
        <Picker
          label="Markers at beats"
          options={SPACINGS}
          chosenId={spacing.id}
          onChange={(id) => commands.chooseMarkers(withSpacing(markers, id))}
        />
      </Field>
      <Checkbox
        label="Colour the downbeats"
        isChecked={markers.areDownbeatsColoured}
        onChange={(areDownbeatsColoured) => commands.chooseMarkers({ ...markers, areDownbeatsColoured })}
      />
      <ActionButton
        label="Set markers at the beats of the selected sound clip"
        isAsleep={activity !== null}
        onPress={commands.markBeats}
      >
        Mark beats of selected clip
      </ActionButton>
    </Fold>
  );
}

function spacingId({ isOn, everyNth }: MarkerChoice): string {
  return isOn ? String(everyNth) : 'off';
}

function withSpacing(markers: MarkerChoice, id: string): MarkerChoice {
  return id === 'off' ? { ...markers, isOn: false } : { ...markers, isOn: true, everyNth: Number(id) };
}
