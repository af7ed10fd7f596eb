// Pairing: the person asks the host for six digits and types them here once.
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
        <CodeForm isBusy={state.activity !== null} onPair={commands.pair} />
      ) : (
        <>
          <p className="quiet">
            Done once: the host gives you six digits, and you type them here. So no web page can use it.
          </p>
          <Button look="primary" onPress={commands.requestCode} isAsleep={state.activity !== null}>
            Type the code
          </Button>
        </>
      )}
    </Message>
  );
}

type CodeFormProps = { isBusy: boolean; onPair: (code: string) => void };

function CodeForm({ isBusy, onPair }: CodeFormProps) {
  const [text, setText] = useState('');
  const code = text.replace(/\s/g, '');
  const isWhole = CODE.test(code);
  const pair = () => (isWhole && !isBusy ? onPair(code) : undefined);
  return (
    <>
      <p className="quiet">
        Type the six digits that the host showed when it was first started. For new ones, the host&apos;s
        README.txt says how; in a checkout, run <code>npx framescore pair</code>. They are valid for ten
        minutes.
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
    </>
  );
}
