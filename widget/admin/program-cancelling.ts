import { html, nothing, type TemplateResult } from 'lit';
import type { AdminProduct, ProgramDetail } from '../../server/features/programs/programs.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { checkbox, deskButton, group, select, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { formatFor } from './parts/words.ts';
import { ProgramPart } from './program-part.ts';

type Price = ProgramDetail['prices'][number];

const { money } = formatFor(navigator.language);

/** Which prices a customer may change between, and what they are asked when they cancel. */
export class ProgramCancelling extends ProgramPart {
  /** What the search for prices found. */
  @state() private found: AdminProduct[] | undefined;

  override render(): TemplateResult {
    return html`${this.renderPlans()} ${this.renderReasons()} ${this.renderTraces()}`;
  }

  private renderPlans(): TemplateResult {
    const { prices } = this.about.program;
    return group(
      'Plans that may replace each other',
      html`${table({
        caption: 'Prices of the plan group',
        rows: prices,
        columns: [
          { label: 'Product', cell: ({ product }) => product },
          { label: 'Price', cell: priceWords },
          ...(this.canChange
            ? [
                {
                  label: '',
                  cell: (price: Price) =>
                    deskButton({
                      label: 'Take out',
                      about: `${price.product}, ${priceWords(price)}`,
                      kind: 'link',
                      onClick: () => void this.setPrices(prices.filter(({ id }) => id !== price.id)),
                    }),
                },
              ]
            : []),
        ],
        empty: 'None. Without a group, customers don’t change the plan of this program themselves.',
      })}
      ${this.renderFailure()} ${this.canChange ? this.renderFinder(prices) : nothing}`,
      'A customer with one of these prices can change to another one. A price is in one group only.',
    );
  }

  private renderFinder(prices: Price[]): TemplateResult {
    const free = (this.found ?? []).flatMap((product) =>
      product.prices.filter(
        ({ id, isActive, intervalUnit }) =>
          isActive && intervalUnit !== null && !prices.some((price) => price.id === id),
      ),
    );
    return html`<form class="line" role="search" @submit=${this.find}>
        ${textInput({ id: 'price-search', name: 'search', label: 'Add a price of the product', type: 'search' })}
        ${deskButton({ label: 'Find', kind: 'secondary' })}
      </form>
      ${
        this.found === undefined
          ? nothing
          : table({
              caption: 'Prices found',
              rows: free,
              columns: [
                { label: 'Product', cell: ({ product }) => product },
                { label: 'Price', cell: priceWords },
                {
                  label: '',
                  cell: (price) =>
                    price.programId === null
                      ? deskButton({
                          label: 'Add',
                          about: `${price.product}, ${priceWords(price)}`,
                          kind: 'link',
                          onClick: () => void this.setPrices([...prices, price]),
                        })
                      : html`<span class="muted">in another program’s group</span>`,
                },
              ],
              empty: 'No price that renews is found by that name.',
            })
      }`;
  }

  private renderReasons(): TemplateResult {
    const reasons = [
      ...this.about.program.cancelReasons,
      ...(this.canChange ? [{ id: '', label: '', asksText: false }] : []),
    ];
    const fields = html`<ul class="stack">
      ${reasons.map(
        ({ id, label, asksText }, at) =>
          html`<li class="pair">
            <input type="hidden" name="id" .value=${id} />
            ${textInput({
              id: `reason-${at}`,
              name: 'label',
              label: id ? `Reason ${at + 1}` : 'A new reason',
              value: label,
              maxLength: 100,
              hint: id ? 'Leave it empty to remove it.' : undefined,
              error: this.fieldErrors[`reasons.${at}.label`],
            })}
            ${checkbox({
              id: `asks-${at}`,
              name: `asks-${at}`,
              label: 'Ask for a few words',
              isChecked: asksText,
            })}
          </li>`,
      )}
    </ul>`;
    return group(
      'Reasons customers choose from when they cancel',
      this.form({ name: 'reasons', content: fields, save: this.saveReasons }),
      'In this order. A customer may skip the question.',
    );
  }

  private renderTraces(): TemplateResult {
    const { program, fields } = this.about;
    const content = html`<div class="pair">
      ${select({
        name: 'cancelField',
        label: 'Write the reason into',
        choices: [{ value: '', label: 'No field' }, ...fields.map(({ key, label }) => ({ value: key, label }))],
        value: program.cancelField,
        hint: 'One of the custom fields of your settings.',
        error: this.fieldErrors.cancelField,
      })}
      ${textInput({
        name: 'cancelTag',
        label: 'Add the tag',
        value: program.cancelTag,
        maxLength: 60,
        error: this.fieldErrors.cancelTag,
      })}
    </div>`;
    return group(
      'What every cancellation leaves behind',
      this.form({ name: 'traces', content, save: this.saveTraces }),
      'Also when the reason is skipped.',
    );
  }

  private readonly find = (event: SubmitEvent): void =>
    this.send(event, async ({ search = '' }) => {
      this.found = (await this.desk.call('GET /admin/products', { query: { search } })).items;
    });

  private setPrices(prices: Price[]): Promise<boolean> {
    return this.press(async () => {
      const body = { priceIds: prices.map(({ id }) => id) };
      await this.desk.call('PUT /admin/programs/:programId/prices', { params: this.params, body });
      await this.saved();
    });
  }

  private readonly saveReasons = (event: SubmitEvent): void =>
    this.send(event, async (_texts, form) => {
      const data = new FormData(form);
      const ids = data.getAll('id') as string[];
      const reasons = (data.getAll('label') as string[]).flatMap((label, at) =>
        label.trim() === '' ? [] : [{ ...(ids[at] && { id: ids[at] }), label, asksText: data.has(`asks-${at}`) }],
      );
      await this.desk.call('PUT /admin/programs/:programId/cancel-reasons', { params: this.params, body: { reasons } });
      form.reset();
      await this.saved();
    });

  private readonly saveTraces = (event: SubmitEvent): void =>
    this.change(event, ({ cancelField, cancelTag }) => ({
      cancelField: cancelField || null,
      cancelTag: cancelTag?.trim() || null,
    }));
}

const priceWords = ({ cents, currency, intervalUnit, intervalCount }: Price): string => {
  const amount = money(cents, currency);
  if (intervalUnit === null) return `${amount} once`;
  return `${amount} every ${intervalCount === 1 ? intervalUnit : `${intervalCount} ${intervalUnit}s`}`;
};

define('cc-desk-program-cancelling', ProgramCancelling);
