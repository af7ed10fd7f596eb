// The button that starts the score host, wherever one is missed. It may open a file picker: after one, a Spectrum button can go on
// clicking by itself (PS-57264), so this is a plain one.
import { guarded } from './guarded.js';
import type { ScreenProps } from './screen-props.js';

type StartProps = Pick<ScreenProps, 'commands' | 'hostWays'> & {
  /** Asks for a launcher in any case: the one that was used before starts the wrong host. */
  isAnother?: boolean;
  /** The one button of the screen that is meant to be pressed; but not beside another such. */
  isPrimary?: boolean;
};

export function StartHostButton({ commands, hostWays, isAnother = false, isPrimary = true }: StartProps) {
  if (!hostWays.canStart) return null;
  return isAnother ? (
    <PlainButton onPress={commands.startAnotherHost}>Choose the new score host…</PlainButton>
  ) : (
    <PlainButton isPrimary={isPrimary} onPress={commands.startHost}>
      Start score host…
    </PlainButton>
  );
}

type PlainProps = { isPrimary?: boolean; onPress: () => void; children: string };

export function PlainButton({ isPrimary = false, onPress, children }: PlainProps) {
  return (
    <button className={isPrimary ? 'plain-button main' : 'plain-button'} onClick={guarded(() => onPress())}>
      {children}
    </button>
  );
}
