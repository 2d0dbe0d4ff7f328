import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aCustomer, anAddress, anOverview, aProfile, aSite, type Boot, type Profile } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { expectFocus, mount } from './mount.ts';

type Field = Profile['fields'][number];

const button = (name: string) => page.getByRole('button', { name, exact: true });
const input = (name: string) => page.getByLabelText(name, { exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const update = () => button('Update profile');

const aField = (more: Partial<Field>): Field => ({
  key: 'nickname',
  label: 'Nickname',
  kind: 'text',
  choices: [],
  isEditable: true,
  value: null,
  ...more,
});

/** One of each kind. */
const fields: Field[] = [
  aField({ value: 'Annie' }),
  aField({ key: 'wheels', label: 'Wheels', kind: 'number', value: 1234.5 }),
  aField({ key: 'born', label: 'Born on', kind: 'date', value: '1980-05-31' }),
  aField({ key: 'shirt', label: 'Shirt size', kind: 'choice', choices: ['S', 'M', 'L'], value: 'M' }),
  aField({ key: 'news', label: 'Newsletter', kind: 'yes_no', value: true }),
  aField({ key: 'since', label: 'Member number', isEditable: false, value: 'KQ-77' }),
];

const bootOf = (site: Partial<Boot['site']>) => () =>
  aBoot({ site: aSite(site), customer: aCustomer(), overview: anOverview() });

function open(profile: Partial<Profile> = {}, more: Answers = {}) {
  const server = serve({ ...signedIn, 'GET /profile': () => aProfile(profile), ...more });
  return { server, center: mount({ fragment: '#cc/profile' }) };
}

async function manage(profile: Partial<Profile> = {}, more: Answers = {}) {
  const opened = open(profile, more);
  await button('Manage account').click();
  await expect.element(heading('Manage account')).toBeVisible();
  return opened;
}

const notSaved = (...paths: string[]) =>
  refuse('invalid_request', 422, {
    fields: paths.map((path) => ({ path, message: 'no' })),
  });

test('My Account says who it is, since when, how to be reached and where', async () => {
  open({ defaultAddress: anAddress() });
  await expect.element(page.getByText('Ann Okafor').first()).toBeVisible();
  for (const words of [
    'Customer since 10 January 2022',
    'ann@okafor.example',
    '+44 20 7946 0018',
    'Whitby YO22 4JX',
    'British English',
  ]) {
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
  }
});

test('a customer without a name is called by the email address', async () => {
  const { center } = open({ firstName: '', lastName: '' });
  await expect.element(heading('Personal information')).toBeVisible();
  expect(center.shadowRoot!.querySelector('.profile-person strong')!.textContent).toBe('ann@okafor.example');
});

test('what else belongs to the account is one press away, where the site shows it', async () => {
  open({}, { 'GET /boot': bootOf({ sections: ['overview', 'orders', 'phones', 'profile', 'security'] }) });
  await expect.element(heading('Personal information')).toBeVisible();
  const tabs = page
    .getByRole('list')
    .filter({ has: page.getByRole('link', { name: 'Phone Numbers' }) })
    .last();
  expect(
    tabs
      .getByRole('link')
      .elements()
      .map((link) => link.textContent),
  ).toEqual(['Orders', 'Phone Numbers']);
  await tabs.getByRole('link', { name: 'Orders' }).click();
  await expect.element(heading('Orders')).toBeVisible();
});

test("the site's own fields are read in words", async () => {
  const { center } = open({ fields: [...fields, aField({ key: 'none', label: 'Kiln', value: null })] });
  await expect.element(heading('Personal information')).toBeVisible();
  const facts = Object.fromEntries(
    [...center.shadowRoot!.querySelectorAll('.facts > div')].map((each) => [
      each.querySelector('dt')!.textContent,
      each.querySelector('dd')!.textContent,
    ]),
  );
  expect(facts).toMatchObject({
    Nickname: 'Annie',
    Wheels: '1,234.5',
    'Born on': '31 May 1980',
    'Shirt size': 'M',
    Newsletter: 'Yes',
    'Member number': 'KQ-77',
    Kiln: '–',
  });
});

test('names and language are saved, and the initials follow', async () => {
  let profile = aProfile();
  const { server } = await manage(
    {},
    {
      'GET /boot': () =>
        aBoot({ customer: aCustomer({ initials: profile.firstName === 'Bea' ? 'BO' : 'AO' }), overview: anOverview() }),
      'PATCH /profile': ({ body }) => (profile = { ...profile, ...body }),
    },
  );
  await expectFocus(heading('Manage account'));
  await input('First name').fill('Bea');
  await input('Language and region').selectOptions('American English');
  await update().click();
  await expect.element(page.getByText('Saved.').last()).toBeVisible();
  await expect.element(page.getByRole('status')).toHaveTextContent('Saved.');
  expect(server.bodies).toContainEqual({ firstName: 'Bea', lastName: 'Okafor', locale: 'en-US' });
  await expect.element(button('Account menu')).toHaveTextContent('BO');
  await expect.element(page.getByText('Bea Okafor')).toBeVisible();
  await expectFocus(heading('My Account'));
});

test('the language can be left to the page', async () => {
  const { server } = await manage({}, { 'PATCH /profile': () => aProfile({ locale: null }) });
  await expect.element(input('Language and region')).toHaveValue('en-GB');
  await input('Language and region').selectOptions('As on this page');
  await update().click();
  await expect.element(page.getByText('As on this page')).toBeVisible();
  expect(server.bodies).toContainEqual(expect.objectContaining({ locale: null }));
});

test('email and phone are locked, with the reason', async () => {
  await manage();
  await expect.element(page.getByText('Locked, because your sign-in and your receipts go there')).toBeVisible();
  await expect.element(page.getByText('+44 20 7946 0018')).toBeVisible();
  await expect.element(page.getByText('phone numbers have a section of their own')).toBeVisible();
  expect(page.getByRole('img', { name: 'locked' }).elements()).toHaveLength(2);
  await expect.element(page.getByRole('textbox', { name: /email|phone/i })).not.toBeInTheDocument();
});

test('what the site does not show is not locked either', async () => {
  await manage({ email: null, phone: null });
  await expect.element(page.getByText(/^Locked/)).not.toBeInTheDocument();
});

test('own fields of each kind are edited as what they are, and sent as such', async () => {
  const { server } = await manage({ fields }, { 'PATCH /profile': () => aProfile({ fields }) });
  await expect.element(input('Born on')).toHaveAttribute('type', 'date');
  await expect.element(input('Wheels')).toHaveAttribute('inputmode', 'decimal');
  await expect.element(input('Shirt size')).toHaveDisplayValue('M');
  await expect.element(input('Newsletter')).toHaveDisplayValue('Yes');
  await expect.element(input('Member number')).not.toBeInTheDocument();
  await input('Nickname').fill('Nan');
  await input('Wheels').fill('2,5');
  await input('Born on').fill('1981-06-01');
  await input('Shirt size').selectOptions('L');
  await input('Newsletter').selectOptions('No');
  await update().click();
  await expect.element(page.getByText('Saved.').last()).toBeVisible();
  expect(server.bodies).toContainEqual(
    expect.objectContaining({ fields: { nickname: 'Nan', wheels: 2.5, born: '1981-06-01', shirt: 'L', news: false } }),
  );
});

test('own fields can be emptied', async () => {
  const { server } = await manage({ fields }, { 'PATCH /profile': () => aProfile() });
  for (const name of ['Nickname', 'Wheels', 'Born on']) await input(name).fill('');
  for (const name of ['Shirt size', 'Newsletter']) await input(name).selectOptions('–');
  await update().click();
  await expect.element(page.getByText('Saved.').last()).toBeVisible();
  expect(server.bodies).toContainEqual(
    expect.objectContaining({ fields: { nickname: null, wheels: null, born: null, shirt: null, news: null } }),
  );
});

for (const [key, label] of [
  ['wheels', 'Wheels'],
  ['shirt', 'Shirt size'],
]) {
  test(`the own field ${label} that the server refuses is named, and what was typed stays`, async () => {
    await manage({ fields }, { 'PATCH /profile': () => notSaved(`fields.${key}`) });
    await input('Nickname').fill('Nan');
    await input('Wheels').fill('many');
    await update().click();
    await expect.element(input(label!)).toHaveAccessibleDescription('This does not fit here. Please check it.');
    await expectFocus(input(label!));
    await expect.element(input('Wheels')).toHaveValue('many');
    await expect.element(input('Nickname')).toHaveValue('Nan');
  });
}

test('a number that cannot be read is sent as it is, so that the server names its field', async () => {
  const { server } = await manage({ fields }, { 'PATCH /profile': () => notSaved('fields.wheels') });
  await input('Wheels').fill('many');
  await update().click();
  await expectFocus(input('Wheels'));
  expect(server.bodies.at(-1)).toMatchObject({ fields: { wheels: 'many' } });
});

test('a name the server refuses is said at its field, and what was typed stays', async () => {
  await manage({}, { 'PATCH /profile': () => notSaved('lastName') });
  await input('Last name').fill('<b>');
  await update().click();
  await expect.element(input('Last name')).toHaveAccessibleDescription(/cannot contain/);
  await expectFocus(input('Last name'));
  await expect.element(input('Last name')).toHaveValue('<b>');
});

test('where the site does not allow editing there is no button that would be refused', async () => {
  await manage({ fields }, { 'GET /boot': bootOf({ profileEditing: false }) });
  await expect.element(page.getByText('To change your name, please write to us.')).toBeVisible();
  await expect.element(update()).not.toBeInTheDocument();
  await expect.element(input('Nickname')).not.toBeInTheDocument();
  await button('Close').click();
  await expectFocus(heading('My Account'));
});

test('cancelling saves nothing', async () => {
  const { server } = await manage();
  await input('First name').fill('Bea');
  await button('Cancel').click();
  await expectFocus(heading('My Account'));
  await expect.element(page.getByText('Ann Okafor').first()).toBeVisible();
  await expect.element(page.getByText('Saved.')).not.toBeInTheDocument();
  expect(server.calls).not.toContain('PATCH /profile');
});

test('what was typed survives a look at another section', async () => {
  await manage();
  await input('First name').fill('Beatrix');
  location.hash = '#cc/orders';
  await expect.element(heading('Orders')).toBeVisible();
  location.hash = '#cc/profile';
  await expect.element(input('First name')).toHaveValue('Beatrix');
});

test('an address is added in place, and My Account knows it afterwards', async () => {
  let hasAddress = false;
  await manage(
    {},
    {
      'GET /profile': () => aProfile({ defaultAddress: hasAddress ? anAddress() : null }),
      'POST /addresses': () => {
        hasAddress = true;
        return [anAddress()];
      },
    },
  );
  await input('First name').fill('Beatrix');
  await button('Add an address').click();
  await expectFocus(input('Name'));
  await input('Street and number').fill('14 Harbour Row');
  await button('Save address').click();
  await expect.element(page.getByText('The address is added.').last()).toBeVisible();
  await expectFocus(button('Add an address'));
  await expect.element(input('First name')).toHaveValue('Beatrix');
  await button('Cancel').click();
  await expect.element(page.getByText('Whitby YO22 4JX')).toBeVisible();
});

test('a new address begins in the country of the one that is known', async () => {
  await manage({ defaultAddress: { ...anAddress(), country: 'DE' } });
  await button('Add an address').click();
  await expect.element(page.getByLabelText('Country')).toHaveValue('DE');
});

test('a phone writes names and streets with capitals', async () => {
  await manage();
  await button('Add an address').click();
  for (const name of ['First name', 'Street and number', 'City']) {
    await expect.element(input(name)).toHaveAttribute('autocapitalize', 'words');
  }
});

test('an address that was not accepted says why, and cancelling it gives the focus back', async () => {
  await manage({}, { 'POST /addresses': () => notSaved('city') });
  await button('Add an address').click();
  await button('Save address').click();
  await expect.element(input('City')).toHaveAccessibleDescription('This is needed.');
  await expectFocus(input('City'));
  await button('Cancel').last().click();
  await expectFocus(button('Add an address'));
  expect(page.getByText('The address is added.').elements()).toEqual([]);
});

test('where the site does not show addresses none is added', async () => {
  await manage({}, { 'GET /boot': bootOf({ sections: ['overview', 'profile'] }) });
  await expect.element(update()).toBeVisible();
  await expect.element(button('Add an address')).not.toBeInTheDocument();
});

test('the picture stands in My Account too, over the initials', async () => {
  const { center } = open(
    {},
    { 'GET /boot': () => aBoot({ customer: aCustomer({ mayHavePicture: true }), overview: anOverview() }) },
  );
  await expect.element(heading('Personal information')).toBeVisible();
  const face = center.shadowRoot!.querySelector('.profile-person .avatar')!;
  expect(face.textContent.trim()).toBe('AO');
  expect(face.querySelector('img')!.src).toContain('/avatar');
});
