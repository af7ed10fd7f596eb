// Pairing: the host shows six digits, the person types them here once.
import { useState } from 'react';
import { Message } from './connection-screens.js';
import { TextField } from './native-widgets.js';
import type { ScreenProps } from './screen-props.js';
import { Button } from './spectrum.js';

const CODE = /^\d{6}$/;

export function PairingScreen(props: ScreenProps) {
  const { state, commands } = props;
  return (
    <Message title="Pair with the score host" {...props}>
      {state.isCodeShown ? (
        <CodeForm isBusy={state.activity !== null} onPair={commands.pair} onNewCode={commands.requestCode} />
      ) : (
        <>
          <p className="quiet">
            Done once: the host shows six digits on this machine, and you type them here. So no web page can
            use it.
          </p>
          <Button look="primary" onPress={commands.requestCode} isAsleep={state.activity !== null}>
            Show the code
          </Button>
        </>
      )}
    </Message>
  );
}

type CodeFormProps = { isBusy: boolean; onPair: (code: string) => void; onNewCode: () => void };

function CodeForm({ isBusy, onPair, onNewCode }: CodeFormProps) {
  const [text, setText] = useState('');
  const code = text.replace(/\s/g, '');
  const isWhole = CODE.test(code);
  const pair = () => (isWhole && !isBusy ? onPair(code) : undefined);
  return (
    <>
      <p className="quiet">
        Type the six digits that the host shows in its notification and its window (in a checkout also with{' '}
        <code>npx framescore pair</code>). They are valid for two minutes.
      </p>
      <TextField
        label="Pairing code"
        placeholder="000000"
        longest={7}
        value={text}
        onChange={setText}
        onEnter={pair}
      />
      <Button look="primary" onPress={pair} isAsleep={!isWhole || isBusy}>
        Pair
      </Button>
      <Button onPress={onNewCode} isAsleep={isBusy}>
        Show a new code
      </Button>
    </>
  );
}
