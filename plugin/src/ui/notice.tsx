// One sentence about what was just done, and the report of the diagnostics, to be saved.
import type { ScreenProps } from './screen-props.js';
import { ActionButton } from './spectrum.js';
import { PlainButton } from './start-host.js';

export function Notice({
  state: { notice, diagnostics },
  commands,
}: Pick<ScreenProps, 'state' | 'commands'>) {
  return (
    <>
      <div role="status" aria-live="polite">
        {notice !== null && <p className="notice">{notice}</p>}
      </div>
      {diagnostics !== null && (
        <div className="row wrap diagnostics">
          {/* Opens a file picker. */}
          <PlainButton onPress={commands.saveDiagnostics}>Save diagnostics…</PlainButton>
          <ActionButton isQuiet onPress={commands.closeDiagnostics}>
            Put away
          </ActionButton>
        </div>
      )}
    </>
  );
}
