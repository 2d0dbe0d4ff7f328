import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { NewAddress } from '../../server/features/addresses/addresses.contract.ts';
import { ApiError } from '../api.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { countryNames } from './address-lines.ts';
import { countryCodes } from './country-codes.ts';

interface AddressFormOptions {
  readonly locale: string;
  /** Chosen to begin with; by default the one of the locale. */
  readonly country: string | undefined;
  /** Sentences by field. */
  readonly errors: Record<string, string>;
  readonly failure: string | undefined;
  readonly isBusy: boolean;
  readonly onSubmit: (event: SubmitEvent) => void;
  readonly onCancel: () => void;
}

export const addressFormStyles = css`
  ${sectionFormStyles}
  .address-place {
    display: grid;
    grid-template-columns: minmax(7em, 1fr) 2fr;
    gap: 1.25em 1em;
  }
  .address-place:has([aria-invalid]) {
    align-items: start;
  }
`;

/** A new address. What is typed stays in the fields, whatever the server answers. */
export function addressForm(options: AddressFormOptions): TemplateResult {
  const { errors } = options;
  const line = (name: keyof NewAddress, label: string, autocomplete: string, maxLength: number) =>
    field({ id: `address-${name}`, name, label, autocomplete, maxLength, error: errors[name] });
  return html`<form class="card section-form" part="card" novalidate @submit=${options.onSubmit}>
    <h3 part="heading">${msg('New address')}</h3>
    ${line('name', msg('Name'), 'name', 100)} ${line('line1', msg('Street and number'), 'address-line1', 200)}
    ${line('line2', msg('Apartment, floor or company (optional)'), 'address-line2', 200)}
    <div class="address-place">
      ${line('postalCode', msg('Postal code'), 'postal-code', 20)} ${line('city', msg('City'), 'address-level2', 100)}
    </div>
    ${line('region', msg('State or region (optional)'), 'address-level1', 100)} ${renderCountry(options)}
    ${failureNotice(options.failure)}
    <div class="actions">
      ${button({ label: msg('Save address'), isBusy: options.isBusy })}
      ${button({ label: msg('Cancel'), kind: 'link', onClick: options.onCancel })}
    </div>
  </form>`;
}

function renderCountry({ locale, country, errors }: AddressFormOptions): TemplateResult {
  const nameOf = countryNames(locale);
  const chosen = country ?? new Intl.Locale(locale).region;
  const { compare } = new Intl.Collator(locale);
  const countries = countryCodes()
    .map((code) => ({ code, name: nameOf(code) }))
    .sort((a, b) => compare(a.name, b.name));
  const error = errors['country'];
  return html`<div class="field" part="field">
    <label for="address-country" part="label">${msg('Country')}</label>
    <select
      part="input"
      id="address-country"
      name="country"
      autocomplete="country"
      aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${error ? 'address-country-error' : nothing}
    >
      <option value="">${msg('Choose a country')}</option>
      ${countries.map(({ code, name }) => html`<option value=${code} ?selected=${code === chosen}>${name}</option>`)}
    </select>
    ${error ? html`<p class="field-error" id="address-country-error">${error}</p>` : nothing}
  </div>`;
}

/** The request that a filled form makes. */
export function addressOf({ region, line2, ...data }: Record<string, string>): NewAddress {
  const { name = '', line1 = '', postalCode = '', city = '', country = '' } = data;
  return { name, line1, line2: line2 || null, postalCode, city, region: region || null, country };
}

/** A sentence for each field that the server did not accept; undefined when the failure is another one. */
export function addressErrors(error: unknown, data: Record<string, string>): Record<string, string> | undefined {
  if (!(error instanceof ApiError) || error.code !== 'invalid_request') return undefined;
  const paths = (error.details.fields ?? []).map(({ path }) => path).filter((path) => Object.hasOwn(data, path));
  if (!paths.length) return undefined;
  return Object.fromEntries(paths.map((path) => [path, sentenceFor(path, data[path]!.trim())]));
}

function sentenceFor(path: string, typed: string): string {
  if (path === 'country') return msg('Choose a country.');
  return typed ? msg('This has a sign that addresses do not have, such as < or >.') : msg('This is needed.');
}
