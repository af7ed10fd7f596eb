// The screens without a score: looking for the host, host not running, wrong version, no sequence. Each names the way out.
import type { ReactNode } from 'react';
import { SERVE_COMMAND } from '../connection-commands.js';
import { Notice } from './notice.js';
import { ProblemBanner } from './problem-banner.js';
import type { ScreenProps } from './screen-props.js';
import { Button } from './spectrum.js';

export function LoadingScreen() {
  return (
    <Message title="Looking for the score host…">
      <p className="quiet">FrameScore composes in a program of its own, on this machine.</p>
    </Message>
  );
}

export function HostMissingScreen({ state, commands, canStartHost }: ScreenProps) {
  return (
    <Message title="The score host is not running" state={state} commands={commands}>
      <p className="quiet">
        It composes the music on this machine; nothing is sent anywhere. Start it, and this panel goes on by
        itself.
      </p>
      {canStartHost && (
        <Button look="primary" onPress={commands.startHost} isDisabled={state.activity !== null}>
          Start score host…
        </Button>
      )}
      <p className="quiet">{canStartHost ? 'Or type this in a terminal:' : 'Type this in a terminal:'}</p>
      <code className="command">{SERVE_COMMAND}</code>
      <Button look={canStartHost ? 'secondary' : 'primary'} onPress={commands.copyServeCommand}>
        Copy command
      </Button>
      <p className="quiet small">
        To have it start with the machine, type <code>framescore service install</code> once.
      </p>
    </Message>
  );
}

export function OutdatedScreen({ state, commands }: ScreenProps) {
  const { connection } = state;
  if (connection.state !== 'outdated') return null;
  const { isHostOlder, hostVersion } = connection;
  const version = hostVersion === '' ? '' : ` (version ${hostVersion})`;
  return (
    <Message
      title={isHostOlder ? 'The score host is too old' : 'This panel is too old'}
      state={state}
      commands={commands}
    >
      <p className="quiet">
        {isHostOlder
          ? `The host${version} does not speak this panel's language. Update the host and start it again.`
          : `The host${version} is newer. Update the panel; if you just did, restart Premiere, which may still run the old one.`}
      </p>
      <Button look="primary" onPress={commands.copyProblem}>
        Copy details
      </Button>
    </Message>
  );
}

export function NoSequenceScreen({ state, commands }: ScreenProps) {
  return (
    <Message title="No sequence is open" state={state} commands={commands}>
      <p className="quiet">Open the sequence that needs music. Its range shows up here at once.</p>
    </Message>
  );
}

type MessageProps = { title: string; children: ReactNode } & Partial<Pick<ScreenProps, 'state' | 'commands'>>;

function Message({ title, children, state, commands }: MessageProps) {
  return (
    <div className="screen centred">
      {state && commands && (
        <ProblemBanner problem={state.problem} commands={commands} controls={state.controls} />
      )}
      <h1 className="title">{title}</h1>
      {children}
      {state && <Notice text={state.notice} />}
    </div>
  );
}
