// Style, tempo, intensity, sync and the number of takes. Alive while music is made: they are for the next press.
import type { ReactNode } from 'react';
import { TAKE_COUNTS, stylesOf, type PanelControls } from '../controls.js';
import type { ScoreState } from '../score-state.js';
import { Checkbox, Picker, Slider } from './native-widgets.js';
import { ActionButton, FieldLabel } from './spectrum.js';
import { TempoControl } from './tempo-control.js';

type ControlsProps = { state: ScoreState; onChange: (controls: PanelControls) => void };

export function ControlsSection({ state, onChange }: ControlsProps) {
  const { controls, models } = state;
  const set = (changed: Partial<PanelControls>) => onChange({ ...controls, ...changed });
  const percent = (name: 'intensity' | 'sync', label: string, words: string) => (
    <Field label={label} value={words}>
      <Slider
        label={label}
        valueText={words}
        limits={[0, 100]}
        value={controls[name]}
        onChange={(value) => set({ [name]: value })}
      />
    </Field>
  );
  return (
    <section className="section" aria-label="Controls">
      <Field label="Style">
        <Picker
          label="Style"
          options={[{ id: 'auto', name: 'Auto, from the picture' }, ...stylesOf(models)]}
          chosenId={controls.style}
          onChange={(style) => set({ style })}
        />
      </Field>
      <TempoControl state={state} onChange={onChange} />
      {percent('intensity', 'Intensity', String(controls.intensity))}
      {percent('sync', 'Beats on cuts', syncValueWords(controls.sync))}
      <Checkbox
        label="As rendered: see titles, effects and transitions (slower)"
        isChecked={controls.asRendered}
        onChange={(asRendered) => set({ asRendered })}
      />
      <TakeCount chosen={controls.takeCount} onChange={(takeCount) => set({ takeCount })} />
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

function TakeCount({ chosen, onChange }: { chosen: number; onChange: (count: number) => void }) {
  return (
    <div className="field inline" role="group" aria-label="Takes to make">
      <FieldLabel>Takes to make</FieldLabel>
      <div className="row tight">
        {TAKE_COUNTS.map((count) => (
          <ActionButton
            key={count}
            label={count === 1 ? '1 take' : `${count} takes`}
            isSelected={count === chosen}
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
