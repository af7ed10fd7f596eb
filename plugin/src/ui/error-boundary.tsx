// Catches what goes wrong while drawing, so that the panel stays alive and says so.
import { Component, type ReactNode } from 'react';

type State = { message: string | null };

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="screen centred" role="alert">
        <p className="title">The panel met a fault.</p>
        <p className="quiet">Your sequence was not touched. {this.state.message}</p>
        {/* A plain button: the Spectrum one may be what failed. */}
        <button className="plain-button" onClick={() => this.setState({ message: null })}>
          Show the panel again
        </button>
      </div>
    );
  }
}
