/** Pictures in plain SVG: attributes only, since the page allows no inline styles. Each has its numbers as text beside it. */
import { css, html, svg, type TemplateResult } from 'lit';

export const chartStyles = css`
  .chart {
    display: block;
    width: 100%;
    height: 9em;
  }
  .chart-good {
    fill: var(--_accent);
  }
  .chart-bad {
    fill: var(--_danger);
  }
  .chart-line {
    stroke: var(--_border);
  }
  .chart-legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 1.25em;
    color: var(--_muted);
    font-size: 0.92em;
  }
  .chart-legend svg {
    width: 0.8em;
    height: 0.8em;
    margin-inline-end: 0.35em;
  }
  .bars {
    display: grid;
    grid-template-columns: minmax(8em, max-content) 1fr auto;
    gap: 0.35em 0.8em;
    align-items: center;
  }
  .bars meter {
    width: 100%;
    height: 0.9em;
  }
`;

export interface Bar {
  readonly label: string;
  /** Above the line. */
  readonly good: number;
  /** On top of it when `isStacked`, else below the line. */
  readonly bad: number;
}

export interface BarChart {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly goodName: string;
  readonly badName: string;
}

const height = 100;

/** Bars above a line and, in the other colour, below it. */
export function barChart({ title, bars, goodName, badName }: BarChart): TemplateResult {
  const most = Math.max(1, ...bars.map(({ good }) => good));
  const least = Math.max(0, ...bars.map(({ bad }) => bad));
  const scale = height / (most + least || 1);
  const line = most * scale;
  const width = 100 / bars.length;
  const total = (of: 'good' | 'bad') => bars.reduce((sum, bar) => sum + bar[of], 0);
  return html`<figure class="stack">
    <svg class="chart" viewBox="0 0 100 ${height}" preserveAspectRatio="none" role="img" aria-label=${title}>
      ${bars.map(
        ({ label, good, bad }, at) => svg`<g>
          <title>${`${label}: ${good} ${goodName}, ${bad} ${badName}`}</title>
          <rect class="chart-good" x=${at * width + width * 0.12} width=${width * 0.76} y=${line - good * scale} height=${good * scale} rx="0.4" />
          <rect class="chart-bad" x=${at * width + width * 0.12} width=${width * 0.76} y=${line} height=${bad * scale} rx="0.4" />
        </g>`,
      )}
      <line class="chart-line" x1="0" x2="100" y1=${line} y2=${line} vector-effect="non-scaling-stroke" />
    </svg>
    <figcaption class="chart-legend">
      <span>${swatch('chart-good')}${total('good')} ${goodName}</span>
      <span>${swatch('chart-bad')}${total('bad')} ${badName}</span>
      <span>${bars[0]?.label} to ${bars.at(-1)?.label}</span>
    </figcaption>
  </figure>`;
}

const swatch = (name: string) =>
  html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect class=${name} width="10" height="10" rx="2" /></svg>`;

/** Names with their counts, each as long as its share. */
export function shareList(rows: readonly { name: string; count: number }[]): TemplateResult {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return html`<div class="bars">
    ${rows.map(
      ({ name, count }) =>
        html`<span>${name}</span><meter min="0" max=${most} value=${count} aria-hidden="true"></meter
          ><span class="number">${count}</span>`,
    )}
  </div>`;
}
