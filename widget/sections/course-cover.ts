import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Course } from '../../server/features/courses/courses.contract.ts';
import type { Format } from '../format.ts';
import { hideBroken } from '../parts/hide-broken.ts';
import { safeUrl } from '../safe-url.ts';

export const courseStyles = css`
  .course-cover {
    position: relative;
    display: block;
    aspect-ratio: 1;
    overflow: hidden;
    border-radius: var(--_small-radius);
    background: var(--_surface);
  }
  .course-cover > * {
    position: absolute;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .course-cover svg {
    fill: var(--_accent);
  }
  .course-progress {
    display: block;
    font-size: 0.875em;
    color: var(--_muted);
  }
  .course-progress svg {
    display: block;
    width: 100%;
    height: 0.4em;
    margin-block: 0.5em 0.3em;
    border-radius: 1em;
    background: var(--_border);
    fill: var(--_accent);
  }
`;

/** The picture of a course; where there is none, or it fails to load, two calm shapes that differ by course. */
export function courseCover({ id, title, pictureUrl }: Course): TemplateResult {
  const picture = safeUrl(pictureUrl);
  const at = (parseInt(id.slice(-2), 16) + title.length * 7) % 60;
  return html`<span class="course-cover">
    <svg viewBox="0 0 64 64" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <circle cx=${at} cy="52" r="30" opacity=".3" />
      <circle cx=${64 - at} cy="14" r="22" opacity=".16" />
    </svg>
    ${picture ? html`<img src=${picture} alt="" loading="lazy" @error=${hideBroken} />` : nothing}
  </span>`;
}

/** How far a course is followed, as a bar and in words. */
export const courseProgress = ({ progressPercent }: Course, format: Format): TemplateResult =>
  html`<span class="course-progress">
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect width=${progressPercent} height="1" />
    </svg>
    ${progressWords(progressPercent, format)}
  </span>`;

function progressWords(percent: number, format: Format): string {
  if (percent === 0) return msg('Not started');
  return percent === 100 ? msg('Finished') : msg(str`${format.percent(percent)} done`);
}
