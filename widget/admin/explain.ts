import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Explanation } from '../../server/features/access/access.admin.contract.ts';
import { ApiError } from '../api.ts';
import { adopt, define } from '../elements.ts';
import { accessStyles } from './access.styles.ts';
import { checkList } from './check-list.ts';
import { hrefOf } from './desk.ts';
import './explain-remedies.ts';
import { FieldProblem } from './form.ts';
import './page-field.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { Screen } from './screen.ts';

/** `null`: nothing was asked yet. A text: why there is no answer. */
type Answer = Explanation | string | null;

/** Letters that support codes are made of, with the dash they are written with. */
const codeForm = /^[ACEFGHJKMNPQRTWXY34679]{3}-[ACEFGHJKMNPQRTWXY34679]{4}$/i;
const codeWithoutDash = /^[ACEFGHJKMNPQRTWXY34679]{7}$/;

/** Why can't somebody sign in, or see a page? The answer first, then what mends it, then what it comes from. */
export class ExplainScreen extends Screen<Answer> {
  /** Was it asked here? Then whoever asked is brought to the answer. */
  private isAwaited = false;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, accessStyles);
  }

  heading(): string {
    return 'Why can’t they?';
  }

  private asked(name: 'login' | 'page' | 'code'): string | undefined {
    return this.place.query.get(name)?.trim() || undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('place')) this.fillIn();
    if (!changed.has('data') || !this.isAwaited) return;
    this.isAwaited = false;
    this.querySelector<HTMLElement>('.note-answer')?.focus();
  }

  /** What is typed in gives way to what the place asks, as after going back. */
  private fillIn(): void {
    const asked = { who: this.asked('code') ?? this.asked('login'), page: this.asked('page') };
    for (const [name, value = ''] of Object.entries(asked)) {
      const input = this.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (input) input.value = value;
    }
  }

  protected async load(): Promise<Answer> {
    const [login, code, page] = [this.asked('login'), this.asked('code'), this.asked('page')];
    if (login === undefined && code === undefined) return null;
    const more = page === undefined ? {} : { page };
    try {
      const query = code === undefined ? { login: login ?? '', ...more } : { code, ...more };
      return await this.desk.call('GET /admin/explain', { query });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'not_found') return `There is no support code ${code}. They are kept for thirty days.`;
      if (error.code !== 'invalid_request') throw error;
      return (error.details.fields ?? []).map(({ path, message }) => `The ${path} ${message}.`).join(' ');
    }
  }

  protected renderData(answer: Answer): TemplateResult {
    return html`<form class="group" role="search" novalidate @submit=${this.ask}>
        <div class="pair">
          ${textInput({
            name: 'who',
            label: 'Email, support code or username',
            value: this.asked('code') ?? this.asked('login'),
            maxLength: 254,
            error: this.fieldErrors.who,
          })}
          <cc-admin-page-field
            .call=${this.desk.call}
            .name=${'page'}
            .label=${'The page they want'}
            .value=${this.asked('page') ?? ''}
            .hint=${'If they named one; a support code knows its page.'}
            .error=${this.fieldErrors.page}
          ></cc-admin-page-field>
        </div>
        <div>${deskButton({ label: 'Ask', isBusy: this.isBusy })}</div>
      </form>
      ${answer === null ? nothing : typeof answer === 'string' ? renderNone(answer) : this.renderAnswer(answer)}`;
  }

  private renderAnswer(explanation: Explanation): TemplateResult {
    const { cause, answer, checks, customer, page } = explanation;
    return html`<section class="note ${cause === 'nothing_refused' ? 'success' : ''}" aria-label="The answer">
        <h2 class="note-answer" tabindex="-1">${answer}</h2>
        ${
          customer || page
            ? html`<p>
                ${customer ? html`<a href=${hrefOf('customer', customer.id)}>${customer.name || customer.email || 'The customer'}</a>` : nothing}
                ${customer && page ? ' · ' : nothing}
                ${page ? (page.id ? html`<a href=${hrefOf('page', page.id)}>${page.title}</a>` : page.address) : nothing}
              </p>`
            : nothing
        }
        <cc-admin-explain-remedies
          class="stack"
          .desk=${this.desk}
          .explanation=${explanation}
          .typed=${this.asked('login') ?? ''}
          .onMended=${(words: string) => void this.mended(words)}
        ></cc-admin-explain-remedies>
      </section>
      ${checks.length === 0 ? nothing : group('What was looked at, in order', checkList({ checks, customerId: customer?.id, isOpen: cause === 'nothing_refused' }))}`;
  }

  /** The same question again: is there anything else? */
  private async mended(words: string): Promise<void> {
    this.isAwaited = true;
    await this.reload();
    this.desk.announce(words);
  }

  private readonly ask = (event: SubmitEvent): void =>
    this.send(event, async ({ who = '', page = '' }) => {
      const typed = who.trim();
      if (typed === '') throw new FieldProblem('who', 'Type an email address, a support code or a username.');
      this.isAwaited = true;
      const isCode = codeForm.test(typed) || codeWithoutDash.test(typed);
      const href = hrefOf('explain', undefined, { [isCode ? 'code' : 'login']: typed, page: page.trim() });
      if (href === location.hash) await this.reload();
      else this.desk.go(href);
    });
}

const renderNone = (sentence: string): TemplateResult =>
  html`<section class="note" aria-label="The answer">
    <h2 class="note-answer" tabindex="-1">${sentence}</h2>
  </section>`;

define('cc-desk-explain', ExplainScreen);
