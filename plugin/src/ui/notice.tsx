// One sentence about what was just done, told to screen readers too.
export function Notice({ text }: { text: string | null }) {
  return (
    <div role="status" aria-live="polite">
      {text !== null && <p className="notice">{text}</p>}
    </div>
  );
}
