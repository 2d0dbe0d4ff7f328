import { css, html, type TemplateResult } from 'lit';

export const singleHeadingStyles = css`
  .back {
    justify-self: start;
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    min-height: 44px;
    margin-bottom: -0.9em;
    color: var(--_muted);
    text-decoration: none;
    font-size: 0.9375em;
  }
  .back:hover {
    color: inherit;
    text-decoration: underline;
  }
  .title-skeleton {
    width: min(12em, 60%);
    min-height: 1.8em;
  }
`;

interface SingleHeadingOptions {
  /** The list it belongs to. */
  readonly href: string;
  readonly list: string;
  /** Absent while it loads. */
  readonly heading: TemplateResult | undefined;
}

/** Above one thing of a list: the way back, and its name as soon as it is known. Under `singleHeadingStyles`. */
export const singleHeading = ({ href, list, heading }: SingleHeadingOptions): TemplateResult =>
  html`<a class="back" part="link back" href=${href}><span aria-hidden="true">‹</span>${list}</a> ${
      heading ?? html`<div class="skeleton title-skeleton"></div>`
    }`;
