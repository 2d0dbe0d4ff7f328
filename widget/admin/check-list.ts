/** Checks in their order, each with the record that decided and when. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ExplainCheck } from '../../server/features/access/access.admin.contract.ts';
import { hrefOf } from './desk.ts';
import { whenWords } from './parts/words.ts';

type Record_ = NonNullable<ExplainCheck['record']>;

/** Where a record is seen; some are part of their customer's. */
function hrefOfRecord({ kind, id }: Record_, customerId: string | undefined): string | undefined {
  const tab = (name: string) => (customerId === undefined ? undefined : hrefOf('customer', customerId, { tab: name }));
  switch (kind) {
    case 'page':
      return hrefOf('page', id);
    case 'customer':
      return hrefOf('customer', id);
    case 'grant':
      return tab('access');
    case 'auth_event':
      return tab('sign-ins');
    case 'email':
      return tab('emails');
    case 'level':
      return hrefOf('customers', undefined, { levelId: id });
    case 'course':
      return hrefOf('courses');
    case 'origin':
      return hrefOf('embed');
    case 'report':
      return hrefOf('check');
  }
}

const recordWords: Record<Record_['kind'], string> = {
  page: 'the page',
  customer: 'the customer',
  grant: 'their levels',
  auth_event: 'their sign-ins',
  email: 'their emails',
  level: 'who holds it',
  course: 'the courses',
  origin: 'the origins',
  report: 'the check',
};

interface CheckListOptions {
  readonly checks: readonly ExplainCheck[];
  readonly customerId?: string | undefined;
  /** Where nothing is refused, what is not there was not needed either. */
  readonly isOpen: boolean;
}

export function checkList({ checks, customerId, isOpen }: CheckListOptions): TemplateResult {
  const refusal = isOpen ? html`<span class="pill">not needed</span>` : html`<span class="pill danger">stops</span>`;
  return html`<ol class="checks">
    ${checks.map(({ says, isFine, record, at }) => {
      const href = record ? hrefOfRecord(record, customerId) : undefined;
      return html`<li>
        <span>${isFine ? html`<span class="pill success">fine</span>` : refusal}</span>
        <span>${says} ${record && href ? html`<a href=${href}>${recordWords[record.kind]}</a>` : nothing}</span>
        <span class="checks-when">${at ? whenWords(at) : nothing}</span>
      </li>`;
    })}
  </ol>`;
}
