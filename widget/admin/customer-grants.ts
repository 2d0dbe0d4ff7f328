import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AdminCourse, AdminEnrollment } from '../../server/features/courses/courses.admin.contract.ts';
import type { AdminGrant } from '../../server/features/grants/grants.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { Desk } from './desk.ts';
import { sentenceFor } from './error-sentences.ts';
import { DeskElement } from './form.ts';
import { endOfDay, endWords, enrollmentSource, grantSource } from './grant-words.ts';
import { deskButton, group, select, textArea, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords } from './parts/words.ts';

interface Access {
  grants: AdminGrant[];
  enrollments: AdminEnrollment[];
  programs: ProgramSummary[];
  courses: AdminCourse[];
}

type Doing = { what: 'give' | 'enroll' } | { what: 'extend' | 'end'; grant: AdminGrant };

/** What one customer may see and why: the levels they hold and held, and their courses. Part of the customer's record. */
export class CustomerGrants extends DeskElement {
  @state() private access: Access | undefined;
  @state() private problem: string | undefined;
  @state() private doing: Doing | undefined;

  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) customerId!: string;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('customerId')) void this.read();
  }

  private async read(): Promise<void> {
    const params = { customerId: this.customerId };
    const { call } = this.desk;
    try {
      const [{ grants }, { enrollments }, { programs }, { courses }] = await Promise.all([
        call('GET /admin/customers/:customerId/grants', { params }),
        call('GET /admin/customers/:customerId/enrollments', { params }),
        call('GET /admin/programs'),
        call('GET /admin/courses'),
      ]);
      this.access = { grants, enrollments, programs, courses };
      this.problem = undefined;
    } catch (error) {
      this.problem = sentenceFor(error);
    }
  }

  override render(): TemplateResult {
    const { access, problem } = this;
    if (problem !== undefined) {
      return html`<div class="notice danger" role="alert" tabindex="-1">
        <div>${problem}</div>
        ${deskButton({ label: 'Try again', kind: 'secondary', onClick: () => void this.read() })}
      </div>`;
    }
    if (!access) return html`<div class="group" aria-busy="true"><div class="skeleton"></div></div>`;
    return html`${this.doing ? nothing : this.renderFailure()} ${this.renderGrants(access)}
    ${this.renderEnrollments(access)}`;
  }

  private renderGrants({ grants, programs }: Access): TemplateResult {
    return group(
      'Levels',
      html`${table({
        caption: 'Levels, those that hold first',
        rows: grants,
        columns: [
          {
            label: 'Level',
            cell: ({ program, level, note }) =>
              html`<div>
                <strong>${program}</strong>: ${level}${note ? html`<br /><span class="muted">${note}</span>` : nothing}
              </div>`,
          },
          { label: 'From', cell: (grant) => grantSource(grant) },
          { label: 'Since', cell: ({ sinceAt }) => dateWords(sinceAt) },
          { label: 'Until', cell: (grant) => endWords(grant) },
          { label: '', cell: (grant) => this.renderGrantActions(grant) },
        ],
        empty: 'They hold no level, and never held one.',
      })}
      ${this.doing && this.doing.what !== 'enroll' ? this.renderForm(this.doing, programs) : this.renderGive()}`,
    );
  }

  private renderGrantActions(grant: AdminGrant): unknown {
    if (grant.state === 'ended') return nothing;
    const about = `${grant.program}: ${grant.level}`;
    return html`<div class="line">
      ${
        grant.untilAt === null
          ? nothing
          : deskButton({ label: 'Extend', about, kind: 'link', onClick: () => this.begin({ what: 'extend', grant }) })
      }
      ${deskButton({ label: 'End', about, kind: 'link', onClick: () => this.begin({ what: 'end', grant }) })}
    </div>`;
  }

  private renderGive(): TemplateResult {
    return html`<div>
      ${deskButton({ label: 'Give a level', kind: 'secondary', onClick: () => this.begin({ what: 'give' }) })}
    </div>`;
  }

  private renderForm(doing: Doing, programs: ProgramSummary[]): TemplateResult {
    const buttons = (label: string, kind: 'primary' | 'danger' = 'primary') =>
      html`${this.renderFailure()}
        <div class="line">
          ${deskButton({ label, kind, isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.doing = undefined) })}
        </div>`;
    if (doing.what === 'end') {
      const { grant } = doing;
      const isBought = ['order', 'subscription', 'plan', 'purchase'].includes(grant.source.kind);
      return html`<form class="form" novalidate @submit=${this.end}>
        <h3>End ${grant.program}: ${grant.level}</h3>
        <p>
          It closes at once.
          ${isBought ? 'What was bought stays bought and is charged on; it does not open this level again.' : nothing}
        </p>
        ${textArea({ name: 'note', label: 'Why', rows: 2, maxLength: 1000, error: this.fieldErrors.note })}
        ${buttons('End it', 'danger')}
      </form>`;
    }
    if (doing.what === 'extend') {
      const { grant } = doing;
      const isOwn = ['admin', 'import', 'registration', 'api'].includes(grant.source.kind);
      return html`<form class="form" novalidate @submit=${this.extend}>
        <h3>Extend ${grant.program}: ${grant.level}</h3>
        ${isOwn ? nothing : html`<p>What it comes from stays as it is. It gets another one beside it, given by you.</p>`}
        ${this.renderUntil(grant.untilAt)} ${buttons('Extend')}
      </form>`;
    }
    const choices = programs.flatMap(({ name: program, levels }) =>
      levels.map(({ id, name }) => ({ value: id, label: `${program}: ${name}` })),
    );
    return html`<form class="form" novalidate @submit=${this.give}>
      <h3>Give a level</h3>
      ${select({ name: 'levelId', label: 'Level', choices, error: this.fieldErrors.levelId })} ${this.renderUntil(null)}
      ${textArea({ name: 'note', label: 'Note for your team', rows: 2, maxLength: 1000, error: this.fieldErrors.note })}
      ${buttons('Give it')}
    </form>`;
  }

  private renderUntil(untilAt: string | null): TemplateResult {
    return textInput({
      name: 'untilAt',
      label: 'Until the end of',
      type: 'date',
      value: untilAt?.slice(0, 10),
      hint: 'Without a day, it has no end.',
      error: this.fieldErrors.untilAt,
    });
  }

  private renderEnrollments({ enrollments, courses }: Access): TemplateResult {
    const open = new Set(enrollments.filter(({ revokedAt }) => revokedAt === null).map(({ courseId }) => courseId));
    const choices = courses.filter(({ id }) => !open.has(id)).map(({ id, title }) => ({ value: id, label: title }));
    return group(
      'Courses',
      html`${table({
        caption: 'Courses, those that are open first',
        rows: enrollments,
        columns: [
          { label: 'Course', cell: ({ title }) => html`<strong>${title}</strong>` },
          { label: 'From', cell: (enrollment) => enrollmentSource(enrollment) },
          { label: 'Since', cell: ({ enrolledAt }) => dateWords(enrolledAt) },
          { label: 'Progress', cell: ({ progressPercent }) => `${progressPercent} %` },
          {
            label: 'State',
            cell: ({ revokedAt, revokedWhy }) =>
              revokedAt === null
                ? 'open'
                : html`<div>
                    <span class="pill warning"
                      >${revokedWhy === 'purchase_ended' ? 'closed with its purchase' : 'revoked'}</span
                    >
                    ${dateWords(revokedAt)}
                  </div>`,
          },
          { label: '', cell: (enrollment) => this.renderEnrollmentAction(enrollment) },
        ],
        empty: 'They are enrolled in no course.',
      })}
      ${
        choices.length === 0
          ? nothing
          : html`<form class="line" novalidate @submit=${this.enroll}>
              ${select({ name: 'courseId', label: 'Enroll in', choices, error: this.fieldErrors.courseId })}
              ${deskButton({ label: 'Enroll', kind: 'secondary', isBusy: this.isBusy })}
            </form>`
      }`,
    );
  }

  private renderEnrollmentAction({ courseId, title, revokedAt }: AdminEnrollment): TemplateResult {
    return revokedAt === null
      ? deskButton({ label: 'Revoke', about: title, kind: 'link', onClick: () => void this.revoke(courseId, title) })
      : deskButton({ label: 'Restore', about: title, kind: 'link', onClick: () => void this.restore(courseId) });
  }

  private begin(doing: Doing): void {
    this.doing = doing;
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('form select, form input, form textarea')?.focus(),
    );
  }

  private async done(words: string): Promise<void> {
    this.doing = undefined;
    await this.read();
    this.desk.announce(words);
  }

  private readonly give = (event: SubmitEvent): void =>
    this.send(event, async ({ levelId = '', untilAt = '', note = '' }) => {
      const body = { levelId, untilAt: endOfDay(untilAt), note };
      await this.desk.call('POST /admin/customers/:customerId/grants', {
        params: { customerId: this.customerId },
        body,
      });
      await this.done('The level is given.');
    });

  private readonly extend = (event: SubmitEvent): void =>
    this.send(event, async ({ untilAt = '' }) => {
      if (this.doing?.what !== 'extend') return;
      const params = { customerId: this.customerId, grantId: this.doing.grant.id };
      const body = { untilAt: endOfDay(untilAt) };
      await this.desk.call('PATCH /admin/customers/:customerId/grants/:grantId', { params, body });
      await this.done('It lasts longer now.');
    });

  private readonly end = (event: SubmitEvent): void =>
    this.send(event, async ({ note = '' }) => {
      if (this.doing?.what !== 'end') return;
      const params = { customerId: this.customerId, grantId: this.doing.grant.id };
      await this.desk.call('POST /admin/customers/:customerId/grants/:grantId/end', { params, body: { note } });
      await this.done('The level has ended.');
    });

  private readonly enroll = (event: SubmitEvent): void =>
    this.send(event, async ({ courseId = '' }) => {
      const params = { customerId: this.customerId };
      await this.desk.call('POST /admin/customers/:customerId/enrollments', { params, body: { courseId } });
      await this.done('They are enrolled.');
    });

  private async revoke(courseId: string, title: string): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Revoke “${title}”?`,
      text: 'It closes at once, keeps its progress, and stays closed whatever they buy, until somebody restores it.',
      action: 'Revoke',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      const params = { customerId: this.customerId, courseId };
      await this.desk.call('POST /admin/customers/:customerId/enrollments/:courseId/revoke', { params });
      await this.done('The course is closed to them.');
    });
  }

  private restore(courseId: string): Promise<boolean> {
    return this.act(async () => {
      const params = { customerId: this.customerId, courseId };
      await this.desk.call('POST /admin/customers/:customerId/enrollments/:courseId/restore', { params });
      await this.done('The course is open to them again.');
    });
  }
}

define('cc-admin-customer-grants', CustomerGrants);
