/** What happened at the payment provider, as it came here. */
import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { pill, type Tone } from '../parts/pill.ts';
import { deskButton, group } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { whenWords } from './parts/words.ts';

type Events = ReplyOf<AdminApi['GET /admin/provider/events']>;
type Event = Events['latest'][number];

const stateWords: Record<Event['state'], [words: string, tone: Tone]> = {
  applied: ['Applied', 'success'],
  waiting: ['Waiting', 'plain'],
  given_up: ['Given up', 'danger'],
};

interface GivenUp {
  events: Events;
  isBusy: boolean;
  /** Without an id: all of them. */
  onRetry: (eventId?: string) => void;
}

/** Those that wait for somebody, with why. */
export function givenUpEvents({ events: { givenUp }, isBusy, onRetry }: GivenUp): TemplateResult | typeof nothing {
  if (givenUp.length === 0) return nothing;
  const about = (event: Event) => `${event.type} of ${whenWords(event.createdAt)}`;
  const again = (event: Event) =>
    deskButton({ label: 'Try again', about: about(event), kind: 'link', onClick: () => onRetry(event.id) });
  const all = deskButton({
    label: 'Try all again',
    kind: 'secondary',
    isBusy,
    onClick: () => onRetry(),
  });
  return group(
    givenUp.length === 1 ? 'One event could not be applied' : `${givenUp.length} events could not be applied`,
    html`${table({
      caption: 'Events that were given up',
      rows: givenUp,
      columns: [...columns(), { label: '', cell: again }],
      empty: '',
    })}
    ${givenUp.length > 1 ? all : nothing}`,
    'Each was tried six times. Others are not held up by them.',
  );
}

/** Folded away: it tells whoever helps why something is not known yet, and others nothing. */
export const latestEvents = ({ latest }: Events): TemplateResult =>
  group(
    'Last events',
    latest.length === 0
      ? html`<p class="muted">None yet. They come whenever something happens at Stripe.</p>`
      : html`<details>
          <summary>Show the last ${latest.length}</summary>
          ${table({
            caption: 'The last events of Stripe',
            rows: latest,
            columns: [...columns(), { label: 'State', cell: ({ state: at }: Event) => pill(...stateWords[at]) }],
            empty: '',
          })}
        </details>`,
  );

const columns = () => [
  { label: 'When', cell: ({ createdAt }: Event) => whenWords(createdAt) },
  {
    label: 'Event',
    cell: ({ type, about, why }: Event) =>
      html`<div>
        <strong>${type}</strong>${about ? html`<br /><span class="muted">${about}</span>` : nothing}
        ${why ? html`<br />${why}` : nothing}
      </div>`,
  },
];
