// The screens without a score: looking for the host, host not running, not to be reached, wrong version, no sequence. Each names the
// way out.
import type { ReactNode } from 'react';
import { SERVE_COMMAND } from '../connection-commands.js';
import { Notice } from './notice.js';
import { ProblemBanner } from './problem-banner.js';
import type { ScreenProps } from './screen-props.js';
import { Button } from './spectrum.js';
import { StartHostButton } from './start-host.js';

export function LoadingScreen() {
  return (
    <div className="screen centred">
      <h1 className="title">Looking for the score host…</h1>
      <p className="quiet">FrameScore composes in a program of its own, on this machine.</p>
    </div>
  );
}

export function HostMissingScreen(props: ScreenProps) {
  const { commands, hostWays } = props;
  return (
    <Message title="The score host is not running" {...props}>
      <p className="quiet">
        It composes the music on this machine; nothing is sent anywhere. Start it, and this panel goes on by
        itself.
      </p>
      <StartHostButton commands={commands} hostWays={hostWays} />
      <p className="quiet">
        {hostWays.canStart ? 'Or open ' : 'Open '}
        {hostWays.launcher}. In a checkout, type in a terminal:
      </p>
      <code className="command">{SERVE_COMMAND}</code>
      <Button look={hostWays.canStart ? 'secondary' : 'primary'} onPress={commands.copyServeCommand}>
        Copy command
      </Button>
      <p className="quiet small">
        The host can start with the machine: its README.txt says how, or type{' '}
        <code>npx framescore service install</code> in a checkout.
      </p>
    </Message>
  );
}

/** Starting the host again would not help, so nothing here offers it first. */
export function NetworkDeniedScreen(props: ScreenProps) {
  const { state, commands, hostWays } = props;
  const { connection } = state;
  if (connection.state !== 'denied') return null;
  return (
    <Message title="Premiere does not let this panel reach the score host" {...props}>
      <p className="quiet">Premiere says:</p>
      <p className="words-of-others">{connection.reason}</p>
      <p className="quiet">
        Close this panel and open it again; then restart Premiere. If it stays, install the panel from the
        folder “any-address” over this one.
      </p>
      <Button look="primary" onPress={commands.copyProblem}>
        Copy details
      </Button>
      <p className="quiet small">Whether the host runs cannot be seen from here.</p>
      <StartHostButton commands={commands} hostWays={hostWays} isPrimary={false} />
    </Message>
  );
}

export function OutdatedScreen(props: ScreenProps) {
  const { state, commands, hostWays } = props;
  const { connection } = state;
  if (connection.state !== 'outdated') return null;
  const { isHostOlder, hostVersion } = connection;
  const version = hostVersion === '' ? '' : ` (version ${hostVersion})`;
  return (
    <Message title={isHostOlder ? 'The score host is too old' : 'This panel is too old'} {...props}>
      <p className="quiet">
        {isHostOlder
          ? `The host${version} does not speak this panel's language. End it (close its window), put the new host in its place and start that one.`
          : `The host${version} is newer. Install the panel that came with it; if you just did, restart Premiere, which may still run the old one.`}
      </p>
      {isHostOlder && <StartHostButton commands={commands} hostWays={hostWays} isAnother />}
      <Button look={isHostOlder ? 'secondary' : 'primary'} onPress={commands.copyProblem}>
        Copy details
      </Button>
    </Message>
  );
}

export function NoSequenceScreen(props: ScreenProps) {
  return (
    <Message title="No sequence is open" {...props}>
      <p className="quiet">Open the sequence that needs music. Its range shows up here at once.</p>
    </Message>
  );
}

/** A title between what went wrong and what was just done. */
export function Message({
  title,
  children,
  state,
  commands,
  hostWays,
}: ScreenProps & { title: string; children: ReactNode }) {
  return (
    <div className="screen centred">
      <ProblemBanner state={state} commands={commands} hostWays={hostWays} />
      <h1 className="title">{title}</h1>
      {children}
      <Notice state={state} commands={commands} />
    </div>
  );
}
