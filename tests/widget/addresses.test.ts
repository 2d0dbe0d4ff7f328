import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anAddress, anId, type Address } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { expectFocus, focused, mount } from './mount.ts';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const input = (name: string) => page.getByLabelText(name, { exact: true });

function open(addresses: Address[], more: Answers = {}) {
  const server = serve({ ...signedIn, 'GET /addresses': () => addresses, ...more });
  mount({ fragment: '#cc/addresses' });
  return server;
}

async function fill(values: Record<string, string>): Promise<void> {
  await button('Add an address').click();
  for (const [name, value] of Object.entries(values)) await input(name).fill(value);
}

const typed = { Name: 'Ann Okafor', 'Street and number': 'Rue de la Poterie 9', 'Postal code': '67100', City: 'Lyon' };

test('an address is written as in its country', async () => {
  open([
    anAddress(),
    anAddress({ id: anId(2), isDefault: false, postalCode: '67100', city: 'Strasbourg', country: 'FR' }),
    anAddress({ id: anId(3), isDefault: false, postalCode: '97201', city: 'Portland', region: 'OR', country: 'US' }),
  ]);
  for (const line of ['Whitby YO22 4JX', '67100 Strasbourg', 'Portland OR 97201', 'United States', 'France']) {
    await expect.element(page.getByText(line, { exact: true })).toBeVisible();
  }
});

test('the default one is marked; another one becomes it by one press, which is said and found by the keyboard', async () => {
  const other = anAddress({ id: anId(2), line1: 'Mill Lane 1', isDefault: false });
  const server = open([anAddress(), other], {
    'PUT /addresses/:addressId/default': ({ params }) => [
      { ...other, id: params['addressId']!, isDefault: true },
      anAddress({ isDefault: false }),
    ],
  });
  await page.getByRole('button', { name: /^Make default ?: Ann Okafor, Mill Lane 1/ }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('Mill Lane 1 is your default address now.');
  await expect.element(page.getByRole('button', { name: /^Make default ?: Ann Okafor, 14 Harbour Row/ })).toBeVisible();
  expect(focused()?.textContent).toContain('Mill Lane 1');
  expect(server.calls).toContain('PUT /addresses/:addressId/default');
});

test('a default that could not be changed is said, and nothing moves', async () => {
  open([anAddress(), anAddress({ id: anId(2), isDefault: false })], {
    'PUT /addresses/:addressId/default': () => refuse('unavailable', 503),
  });
  await page.getByRole('button', { name: /^Make default/ }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing was changed');
});

test('why an address cannot be edited is said', async () => {
  open([anAddress()]);
  await expect.element(page.getByText('Addresses are not edited, because past orders')).toBeVisible();
});

test('a new address is added in place', async () => {
  const server = open([anAddress()], {
    'POST /addresses': () => [anAddress(), anAddress({ id: anId(2), city: 'Lyon', isDefault: false })],
  });
  await fill(typed);
  await input('Country').selectOptions('France');
  await button('Save address').click();
  await expect.element(page.getByText('The address is added.').last()).toBeVisible();
  await expect.element(page.getByText('Lyon YO22 4JX')).toBeVisible();
  expect(server.bodies).toContainEqual({
    name: 'Ann Okafor',
    line1: 'Rue de la Poterie 9',
    line2: null,
    postalCode: '67100',
    city: 'Lyon',
    region: null,
    country: 'FR',
  });
  await expect.poll(() => focused()).toBe(button('Add an address').element());
});

test('the form can be filled by the browser, and starts in the country of the default address', async () => {
  open([anAddress({ country: 'NL' })]);
  await button('Add an address').click();
  await expectFocus(input('Name'));
  await expect.element(input('Country')).toHaveValue('NL');
  const tokens = [...(input('Name').element() as HTMLInputElement).form!.elements].map((element) =>
    element.getAttribute('autocomplete'),
  );
  expect(tokens.filter(Boolean)).toEqual([
    'name',
    'address-line1',
    'address-line2',
    'postal-code',
    'address-level2',
    'address-level1',
    'country',
  ]);
});

test('the first address starts in the country of the language', async () => {
  open([]);
  await expect.element(page.getByText('Your addresses will appear here.')).toBeVisible();
  await button('Add an address').click();
  await expect.element(input('Country')).toHaveValue('GB');
});

test('countries are named and sorted in the language of the customer', async () => {
  open([anAddress()]);
  await button('Add an address').click();
  await expect.element(input('Country')).toBeVisible();
  const names = [...(input('Country').element() as HTMLSelectElement).options].slice(1).map(({ text }) => text);
  // Those of ISO 3166-1, and Kosovo, which has no code of its own there.
  expect(names).toHaveLength(250);
  expect(names).toEqual([...names].sort(new Intl.Collator('en-GB').compare));
  expect(names).toContain('Åland Islands');
  expect(names).toContain('Kosovo');
});

test('what is no country is not offered, whatever the browser has a name for', async () => {
  open([anAddress()]);
  await button('Add an address').click();
  await expect.element(input('Country')).toBeVisible();
  const codes = [...(input('Country').element() as HTMLSelectElement).options].slice(1).map(({ value }) => value);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of ['EU', 'UN', 'UK', 'SU', 'DD', 'YU', 'XA', 'XB', 'ZZ']) expect(codes).not.toContain(code);
});

test('each field that is not accepted says why, the first one has the focus, and all that was typed stays', async () => {
  open([anAddress()], {
    'POST /addresses': () =>
      refuse('invalid_request', 400, {
        fields: [
          { path: 'line1', message: 'must not be empty' },
          { path: 'city', message: 'contains a character that addresses do not have' },
        ],
      }),
  });
  await fill({ ...typed, 'Street and number': ' ', City: '<Lyon>' });
  await button('Save address').click();
  await expect.element(input('Street and number')).toHaveAccessibleDescription('This is needed.');
  await expect.element(input('City')).toHaveAccessibleDescription(/such as < or >/);
  await expect.poll(() => focused()).toBe(input('Street and number').element());
  await expect.element(input('City')).toHaveValue('<Lyon>');
  await expect.element(input('Postal code')).toHaveValue('67100');
});

test('a country that is missing is said at its field', async () => {
  open([anAddress()], {
    'POST /addresses': () => refuse('invalid_request', 400, { fields: [{ path: 'country', message: 'must be' }] }),
  });
  await fill(typed);
  await input('Country').selectOptions('');
  await button('Save address').click();
  await expect.element(input('Country')).toHaveAccessibleDescription('Choose a country.');
});

test('when there is no room for another one, that is said and what was typed stays', async () => {
  open([anAddress()], { 'POST /addresses': () => refuse('too_many', 409) });
  await fill(typed);
  await button('Save address').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('You have as many of these as there can be');
  await expect.element(input('City')).toHaveValue('Lyon');
});

test('what was typed survives a look at another section', async () => {
  open([anAddress()]);
  await fill(typed);
  location.hash = '#cc/orders';
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
  location.hash = '#cc/addresses';
  await expect.element(input('Street and number')).toHaveValue('Rue de la Poterie 9');
});

test('cancelling gives the focus back', async () => {
  open([anAddress()]);
  await button('Add an address').click();
  await button('Cancel').click();
  await expect.poll(() => focused()).toBe(button('Add an address').element());
});
