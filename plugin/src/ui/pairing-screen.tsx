// Pairing: the person asks the host for six digits and types them here once.
import { useState } from 'react';
import { TextField } from './native-widgets.js';
import { Notice } from './notice.js';
import { ProblemBanner } from './problem-banner.js';
import type { ScreenProps } from './screen-props.js';
import { Button } from './spectrum.js';

const CODE = /^\d{6}$/;

export function PairingScreen({ state, commands }: ScreenProps) {
  return (
    <div className="screen centred">
      <ProblemBanner problem={state.problem} commands={commands} controls={state.controls} />
      <h1 className="title">Pair with the score host</h1>
      {state.isCodeShown ? (
        <CodeForm isBusy={state.activity !== null} onPair={commands.pair} />
      ) : (
        <>
          <p className="quiet">
            Done once: the host gives you six digits, and you type them here. So no web page can use it.
          </p>
          <Button look="primary" onPress={commands.requestCode} isDisabled={state.activity !== null}>
            Type the code
          </Button>
        </>
      )}
      <Notice text={state.notice} />
    </div>
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
        Type the six digits that the host showed when it was first started. For new ones, run{' '}
        <code>framescore pair</code> in a terminal. They are valid for ten minutes.
      </p>
      <TextField
        label="Pairing code"
        placeholder="000000"
        longest={7}
        value={text}
        onChange={setText}
        onEnter={pair}
      />
      <Button look="primary" onPress={pair} isDisabled={!isWhole || isBusy}>
        Pair
      </Button>
    </>
  );
}
