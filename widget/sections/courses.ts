import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Course } from '../../server/features/courses/courses.contract.ts';
import { define } from '../elements.ts';
import { empty } from '../parts/empty.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { safeUrl } from '../safe-url.ts';
import { Section } from '../section.ts';
import { courseCover, courseProgress, courseStyles } from './course-cover.ts';

/** Courses the customer is enrolled in, those under way first. */
class Courses extends Section<Course[]> {
  static override readonly sheet = css`
    ${courseStyles}
    .courses {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5em), 1fr));
      gap: 1.25em;
    }
    .courses .row-skeleton {
      height: 20em;
    }
    .course {
      display: flex;
      flex-direction: column;
      height: 100%;
      padding: 0;
      overflow: hidden;
    }
    .course .course-cover {
      flex: none;
      aspect-ratio: 16 / 9;
      border-radius: 0;
    }
    .course-body {
      display: flex;
      flex: 1;
      flex-direction: column;
      gap: 0.9em;
      padding: 1.1em 1.25em 1.25em;
    }
    .course-body .secondary {
      color: inherit;
    }
    .course-body .course-progress {
      margin-top: auto;
    }
  `;

  protected load(): Promise<Course[]> {
    return this.around.call('GET /courses');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Courses'));
  }

  protected override renderSkeleton(): TemplateResult {
    return skeletonRows(3, 'courses');
  }

  protected renderData(courses: Course[]): TemplateResult {
    if (!courses.length) return empty('courses', msg('Courses you are enrolled in will appear here.'));
    return html`<ul class="courses">
      ${courses.map((course, at) => html`<li>${this.renderCourse(course, at === 0)}</li>`)}
    </ul>`;
  }

  /** The first one is what most people come for, so its button is the loud one. */
  private renderCourse(course: Course, isFirst: boolean): TemplateResult {
    const address = safeUrl(course.address);
    const kind = isFirst && course.progressPercent < 100 ? 'primary' : 'secondary';
    return html`<article class="card course" part="card">
      ${courseCover(course)}
      <div class="course-body">
        <h3 part="heading">${course.title}</h3>
        ${courseProgress(course, this.around.format)}
        ${
          address
            ? html`<a class="button ${kind}" part="button button-${kind}" href=${address}
                >${actionWords(course)}<span class="hidden">: ${course.title}</span></a
              >`
            : nothing
        }
      </div>
    </article>`;
  }
}

function actionWords({ progressPercent }: Course): string {
  if (progressPercent === 0) return msg('Start');
  return progressPercent === 100 ? msg('Open again') : msg('Continue', { id: 'continue-course' });
}

define('customer-center-courses', Courses);
