import { html, nothing, type TemplateResult } from 'lit';
import type { AdminCourse } from '../../server/features/courses/courses.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { safeUrl } from '../safe-url.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { peopleWords } from './program-part.ts';
import { Screen } from './screen.ts';

/** The courses of the site in their order, and what opens each. */
export class CoursesScreen extends Screen<AdminCourse[]> {
  /** Id of the course whose form is open; `''`: that of a new one. */
  @state() private editing: string | undefined;

  heading(): string {
    return 'Courses';
  }

  protected async load(): Promise<AdminCourse[]> {
    return (await this.desk.call('GET /admin/courses')).courses;
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (!this.desk.can('admin')) return nothing;
    return deskButton({ label: 'Add a course', kind: 'secondary', onClick: () => this.edit('') });
  }

  protected renderData(courses: AdminCourse[]): TemplateResult {
    const edited = courses.find(({ id }) => id === this.editing);
    return html`${this.editing === undefined ? this.renderFailure() : this.renderEdit(edited)}
      <div class="group">
        ${table({
          caption: 'Courses in their order',
          rows: courses,
          columns: [
            {
              label: 'Course',
              cell: ({ title, address }) =>
                html`<div>
                  <strong>${title}</strong><br /><a href=${safeUrl(address) ?? nothing} target="_blank" rel="noopener"
                    >${address}</a
                  >
                </div>`,
            },
            { label: 'Enrolled', cell: ({ enrolled }) => peopleWords(enrolled) },
            {
              label: 'Comes with',
              cell: ({ levels, products }) =>
                [...products, ...levels].join(', ') || html`<span class="muted">nothing: enroll by hand</span>`,
            },
            ...(this.desk.can('admin')
              ? [{ label: '', cell: (course: AdminCourse) => this.renderCourseActions(course, courses) }]
              : []),
          ],
          empty: 'No course yet. A course is something to follow, with a title and an address where it goes on.',
        })}
      </div>`;
  }

  private renderCourseActions(course: AdminCourse, courses: AdminCourse[]): TemplateResult {
    const { title } = course;
    const at = courses.indexOf(course);
    return html`<div class="line">
      ${deskButton({ label: 'Change', about: title, kind: 'link', onClick: () => this.edit(course.id) })}
      ${
        at > 0
          ? deskButton({ label: 'Move up', about: title, kind: 'link', onClick: () => void this.moveUp(courses, at) })
          : nothing
      }
      ${deskButton({ label: 'Delete', about: title, kind: 'link', onClick: () => void this.removeCourse(course) })}
    </div>`;
  }

  private renderEdit(course: AdminCourse | undefined): TemplateResult {
    const { fieldErrors } = this;
    return group(
      course ? `Change “${course.title}”` : 'Add a course',
      html`<form class="form" novalidate @submit=${this.save}>
        ${textInput({ name: 'title', label: 'Title', value: course?.title, maxLength: 200, error: fieldErrors.title })}
        ${textInput({
          name: 'address',
          label: 'Address',
          type: 'url',
          placeholder: 'https://',
          value: course?.address,
          hint: 'The page where it goes on. Who is enrolled may see that page, whatever it asks for otherwise.',
          error: fieldErrors.address,
        })}
        ${textInput({
          name: 'pictureUrl',
          label: 'Address of its picture',
          type: 'url',
          placeholder: 'https://',
          value: course?.pictureUrl,
          error: fieldErrors.pictureUrl,
        })}
        ${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: course ? 'Save' : 'Add', isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.editing = undefined) })}
        </div>
      </form>`,
    );
  }

  private edit(id: string): void {
    this.editing = id;
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('input[name=title]')?.focus());
  }

  private readonly save = (event: SubmitEvent): void =>
    this.send(event, async ({ title = '', address = '', pictureUrl = '' }) => {
      const body = { title, address, pictureUrl: pictureUrl.trim() || null };
      const courseId = this.editing ?? '';
      if (courseId === '') await this.desk.call('POST /admin/courses', { body });
      else await this.desk.call('PATCH /admin/courses/:courseId', { params: { courseId }, body });
      this.editing = undefined;
      this.desk.announce('Saved.');
      await this.reload();
    });

  private moveUp(courses: AdminCourse[], at: number): Promise<boolean> {
    const courseIds = courses.map(({ id }) => id);
    courseIds.splice(at - 1, 0, ...courseIds.splice(at, 1));
    return this.act(async () => {
      await this.desk.call('PUT /admin/course-order', { body: { courseIds } });
      await this.reload();
    });
  }

  private async removeCourse({ id, title }: AdminCourse): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Delete “${title}”?`,
      text: 'If it is open to anybody, nothing is deleted and you are told.',
      action: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/courses/:courseId', { params: { courseId: id } });
      this.desk.announce(`“${title}” is deleted.`);
      await this.reload();
    });
  }
}

define('cc-desk-courses', CoursesScreen);
