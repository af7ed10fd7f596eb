// A part of the panel that is shown by its heading alone until it is opened.
import { useState, type ReactNode } from 'react';
import { ActionButton } from './spectrum.js';

type FoldProps = { heading: string; summary: string; isOpenFirst: boolean; children: ReactNode };

export function Fold({ heading, summary, isOpenFirst, children }: FoldProps) {
  const [isOpen, setOpen] = useState(isOpenFirst);
  return (
    <section className="section" aria-label={heading}>
      <div className="fold-head">
        <h2 className="fold-words ellipsis">
          <span className="strong">{heading}</span> <span className="quiet">{summary}</span>
        </h2>
        <ActionButton
          isQuiet
          label={isOpen ? `Hide ${heading}` : `Show ${heading}`}
          onPress={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Hide' : 'Show'}
        </ActionButton>
      </div>
      {isOpen && children}
    </section>
  );
}
