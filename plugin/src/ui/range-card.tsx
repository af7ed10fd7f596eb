// What will be scored: sequence, timecodes, where the range comes from, how many clips.
import type { RangeSummary } from '../ports.js';
import { rangeWords } from './words.js';

export function RangeCard({ range }: { range: RangeSummary }) {
  const { start, end, duration } = range.timecodes;
  return (
    <section className="card" aria-label="Range to score">
      <h2 className="title ellipsis" title={range.sequenceName}>
        {range.sequenceName}
      </h2>
      <p className="timecodes" aria-label={`From ${start} to ${end}`}>
        <span className="timecode">{start}</span>
        <span className="quiet timecode-dash">–</span>
        <span className="timecode">{end}</span>
      </p>
      <p className="quiet">
        {rangeWords(range)} · {duration}
      </p>
    </section>
  );
}
