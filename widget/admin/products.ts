import { html, nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import type { AdminCourse } from '../../server/features/courses/courses.admin.contract.ts';
import type { AdminProduct, ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { checkbox, deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { saveCarefully } from './save-warnings.ts';
import { Screen } from './screen.ts';

interface Products {
  items: AdminProduct[];
  next: string | null;
  programs: ProgramSummary[];
  courses: AdminCourse[];
}

/** What is sold, and what buying it opens. */
export class ProductsScreen extends Screen<Products> {
  /** Id of the product whose form is open. */
  @state() private editing: string | undefined;

  heading(): string {
    return 'Products';
  }

  private get search(): string {
    return this.place.query.get('search') ?? '';
  }

  protected async load(): Promise<Products> {
    const { call } = this.desk;
    const [page, { programs }, { courses }] = await Promise.all([
      call('GET /admin/products', { query: this.search ? { search: this.search } : {} }),
      call('GET /admin/programs'),
      call('GET /admin/courses'),
    ]);
    return { ...page, programs, courses };
  }

  protected renderData(data: Products): TemplateResult {
    const { items, next } = data;
    const edited = items.find(({ id }) => id === this.editing);
    return html`<form class="group" role="search" @submit=${this.look}>
        <div class="line">
          ${textInput({ name: 'search', label: 'A part of the name', type: 'search', value: this.search })}
          ${deskButton({ label: 'Show', kind: 'secondary' })}
        </div>
      </form>
      ${edited ? this.renderEdit(edited, data) : nothing}
      ${group(
        'What buying opens',
        html`${table({
          caption: 'Products',
          rows: items,
          columns: [
            { label: 'Product', cell: ({ name }) => name },
            {
              label: 'Levels',
              cell: ({ levels }) =>
                levels.map(({ name, program }) => `${program}: ${name}`).join(', ') ||
                html`<span class="muted">none</span>`,
            },
            {
              label: 'Courses',
              cell: ({ courses }) =>
                courses.map(({ title }) => title).join(', ') || html`<span class="muted">none</span>`,
            },
            ...(this.desk.can('admin')
              ? [
                  {
                    label: '',
                    cell: ({ id, name }: AdminProduct) =>
                      deskButton({ label: 'Change', about: name, kind: 'link', onClick: () => this.edit(id) }),
                  },
                ]
              : []),
          ],
          empty: this.search
            ? 'Nothing is found by that name.'
            : 'Nothing is sold yet. Products come with the import from your payment provider.',
        })}
        ${next === null ? nothing : deskButton({ label: 'Show more', kind: 'secondary', onClick: () => void this.more(next) })}`,
        'Whoever bought one holds what it gives for as long as the purchase lasts: a subscription until it ends, an order until it is paid back.',
      )}`;
  }

  private renderEdit({ id, name, levels, courses }: AdminProduct, data: Products): TemplateResult {
    const given = new Set([...levels, ...courses].map((each) => each.id));
    const box = (field: string, value: string, label: string) =>
      checkbox({ id: `${id}-${value}`, name: field, value, label, isChecked: given.has(value) });
    const programs = data.programs.filter((program) => program.levels.length > 0);
    return group(
      `What “${name}” opens`,
      html`<form class="form" novalidate @submit=${this.save}>
        ${programs.map(
          (program) =>
            html`<fieldset>
              <legend>${program.name}</legend>
              ${program.levels.map((level) => box('levelIds', level.id, level.name))}
            </fieldset>`,
        )}
        ${programs.length === 0 ? html`<p class="muted">There is no level yet. <a href=${hrefOf('programs')}>Add a program</a></p>` : nothing}
        ${
          data.courses.length === 0
            ? nothing
            : html`<fieldset>
                <legend>Courses it enrolls in</legend>
                ${data.courses.map((course) => box('courseIds', course.id, course.title))}
              </fieldset>`
        }
        ${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: 'Save', isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.editing = undefined) })}
        </div>
      </form>`,
    );
  }

  private edit(id: string): void {
    this.editing = id;
    this.failure = undefined;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('fieldset input')?.focus());
  }

  private readonly look = (event: SubmitEvent): void => {
    event.preventDefault();
    const { search = '' } = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    this.desk.go(hrefOf('products', undefined, { search: search.trim() }));
  };

  private readonly save = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const product = this.data?.items.find(({ id }) => id === this.editing);
    if (!product) return;
    const [levelIds, courseIds] = [form.getAll('levelIds') as string[], form.getAll('courseIds') as string[]];
    void this.saveGrants(product, { levelIds, courseIds });
  };

  private async saveGrants(product: AdminProduct, body: { levelIds: string[]; courseIds: string[] }): Promise<void> {
    const lost = [
      ...product.levels
        .filter(({ id }) => !body.levelIds.includes(id))
        .map(({ program, name }) => `${program}: ${name}`),
      ...product.courses.filter(({ id }) => !body.courseIds.includes(id)).map(({ title }) => title),
    ];
    const isSure =
      lost.length === 0 ||
      (await this.desk.confirm({
        title: 'Take this from who bought it?',
        text: `${lost.join(', ')} closes for every customer who has it from buying “${product.name}” alone.`,
        action: 'Save',
        isDangerous: true,
      }));
    if (!isSure) return;
    await this.act(async () => {
      const params = { productId: product.id };
      const put = (evenIf: Warning['code'][]) =>
        this.desk.call('PUT /admin/products/:productId/grants', { params, body: { ...body, evenIf } });
      if (!(await saveCarefully(this.desk, put))) return;
      this.editing = undefined;
      this.desk.announce('Saved. Customers who have bought it get or lose it within moments.');
      await this.reload();
    });
  }

  private more(after: string): Promise<boolean> {
    return this.act(async () => {
      const query = { after, ...(this.search && { search: this.search }) };
      const page = await this.desk.call('GET /admin/products', { query });
      if (this.data) this.data = { ...this.data, items: [...this.data.items, ...page.items], next: page.next };
    });
  }
}

define('cc-desk-products', ProductsScreen);
