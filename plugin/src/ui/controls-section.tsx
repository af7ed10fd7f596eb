// Style, tempo, intensity, sync and the number of takes.
import type { ReactNode } from 'react';
import { TAKE_COUNTS, stylesOf, withStyle, type PanelControls } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { isComposing } from '../score-view.js';
import { Picker, Slider } from './native-widgets.js';
import { ActionButton, FieldLabel } from './spectrum.js';
import { TempoControl } from './tempo-control.js';

type ControlsProps = { state: ScoreState; onChange: (controls: PanelControls) => void };

export function ControlsSection({ state, onChange }: ControlsProps) {
  const { controls, models } = state;
  const styles = stylesOf(models);
  const isDisabled = isComposing(state);
  const set = (changed: Partial<PanelControls>) => onChange({ ...controls, ...changed });
  const percent = (name: 'intensity' | 'sync', label: string, words: string) => (
    <Field label={label} value={words}>
      <Slider
        label={label}
        valueText={words}
        limits={[0, 100]}
        value={controls[name]}
        isDisabled={isDisabled}
        onChange={(value) => set({ [name]: value })}
      />
    </Field>
  );
  return (
    <section className="section" aria-label="Controls">
      <Field label="Style">
        <Picker
          label="Style"
          options={[{ id: 'auto', name: 'Auto, from the picture' }, ...styles]}
          chosenId={controls.style}
          isDisabled={isDisabled}
          onChange={(style) => onChange(withStyle(controls, style, styles))}
        />
      </Field>
      <TempoControl state={state} isDisabled={isDisabled} onChange={onChange} />
      {percent('intensity', 'Intensity', String(controls.intensity))}
      {percent('sync', 'Beats on cuts', syncValueWords(controls.sync))}
      <TakeCount
        chosen={controls.takeCount}
        isDisabled={isDisabled}
        onChange={(takeCount) => set({ takeCount })}
      />
    </section>
  );
}

/** A label, the value at the right, the control below. */
export function Field({ label, value, children }: { label: string; value?: string; children: ReactNode }) {
  return (
    <div className="field">
      <div className="field-head">
        <FieldLabel>{label}</FieldLabel>
        {value !== undefined && <span className="field-value">{value}</span>}
      </div>
      {children}
    </div>
  );
}

type TakeCountProps = { chosen: number; isDisabled: boolean; onChange: (count: number) => void };

function TakeCount({ chosen, isDisabled, onChange }: TakeCountProps) {
  return (
    <div className="field inline" role="group" aria-label="Takes to make">
      <FieldLabel>Takes to make</FieldLabel>
      <div className="row tight">
        {TAKE_COUNTS.map((count) => (
          <ActionButton
            key={count}
            label={count === 1 ? '1 take' : `${count} takes`}
            isSelected={count === chosen}
            isDisabled={isDisabled}
            onPress={() => onChange(count)}
          >
            {count}
          </ActionButton>
        ))}
      </div>
    </div>
  );
}

function syncValueWords(sync: number): string {
  return sync === 0 ? 'Off' : String(sync);
}
