import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anId, aPhone, type Phones } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { expectFocus, focused, mount } from './mount.ts';

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const input = () => page.getByLabelText('Phone number', { exact: true });

const studio = aPhone({ id: anId(921), number: '+44 1947 55 0199', label: 'Studio', isDefault: false });
const both: Phones = { phones: [aPhone(), studio], mayEdit: true };

function open(phones: Phones = both, more: Answers = {}) {
  const server = serve({ ...signedIn, 'GET /phones': () => phones, ...more });
  mount({ fragment: '#cc/phones' });
  return server;
}

async function add(number: string): Promise<void> {
  await button('Add a phone number').click();
  await input().fill(number);
  await button('Save number').click();
}

test('each number says what it is for, and the default one is marked', async () => {
  open();
  const rows = page.getByRole('listitem').filter({ has: button(/^Change/) });
  await expect.element(rows.nth(0)).toHaveTextContent(/\+44 20 7946 0018.*Default/);
  await expect.element(rows.nth(1)).toHaveTextContent(/\+44 1947 55 0199 Studio/);
  await expect.element(rows.nth(1)).not.toHaveTextContent('Default');
});

test('where numbers are only shown, nothing offers to change them, and the way to is said', async () => {
  open({ ...both, mayEdit: false });
  await expect.element(page.getByText('To change a number, please write to us.')).toBeVisible();
  for (const name of [/^Change/, /^Make default/, /^Remove/, 'Add a phone number']) {
    await expect.element(button(name)).not.toBeInTheDocument();
  }
});

test('somebody without a number reads what will appear, and can add the first one', async () => {
  const server = open({ phones: [], mayEdit: true }, { 'POST /phones': () => ({ phones: [aPhone()], mayEdit: true }) });
  await expect.element(page.getByText('Your phone numbers will appear here.')).toBeVisible();
  await add('+44 20 7946 0018');
  await expect.element(page.getByText('+44 20 7946 0018', { exact: true })).toBeVisible();
  await expect.element(page.getByRole('status')).toHaveTextContent('Saved.');
  expect(server.bodies).toContainEqual({ number: '+44 20 7946 0018' });
  await expectFocus(button('Add a phone number'));
});

test('the form has the focus, and browsers can fill it', async () => {
  open();
  await button('Add a phone number').click();
  await expectFocus(input());
  await expect.element(input()).toHaveAttribute('type', 'tel');
  await expect.element(input()).toHaveAttribute('autocomplete', 'tel');
});

test('a number is changed', async () => {
  const changed = { ...studio, number: '+44 1947 55 0200' };
  const asked: Record<string, string>[] = [];
  const server = open(both, {
    'PATCH /phones/:phoneId': ({ params }) => {
      asked.push(params);
      return { phones: [aPhone(), changed], mayEdit: true };
    },
  });
  await button(/^Change ?: \+44 1947/).click();
  await expect.element(input()).toHaveValue('+44 1947 55 0199');
  await input().fill('+44 1947 55 0200');
  await button('Save number').click();
  await expect.element(page.getByText('+44 1947 55 0200', { exact: true })).toBeVisible();
  expect(asked).toEqual([{ phoneId: studio.id }]);
  expect(server.bodies).toContainEqual({ number: '+44 1947 55 0200' });
});

test('what was typed for one number is not taken for another one', async () => {
  open();
  await button(/^Change ?: \+44 20/).click();
  await input().fill('+44 20 0000 0000');
  await button(/^Change ?: \+44 1947/).click();
  await expect.element(input()).toHaveValue('+44 1947 55 0199');
  await expectFocus(input());
});

test('another number becomes the default by one press, which is said, and the keyboard stays in the list', async () => {
  const asked: unknown[] = [];
  open(both, {
    'PATCH /phones/:phoneId': ({ params, body }) => {
      asked.push([params['phoneId'], body]);
      const phones = [
        { ...studio, isDefault: true },
        { ...aPhone(), isDefault: false },
      ];
      return { phones, mayEdit: true };
    },
  });
  await button(/^Make default ?: \+44 1947/).click();
  await expect.element(button(/^Make default ?: \+44 20/)).toBeVisible();
  await expect.element(page.getByRole('status')).toHaveTextContent('Saved.');
  expect(asked).toEqual([[studio.id, { isDefault: true }]]);
  await expect.poll(() => focused()?.closest('li')?.textContent).toContain('+44 1947');
});

test('removing asks first, and no removes nothing', async () => {
  const server = open();
  await button(/^Remove ?: \+44 1947/).click();
  const dialog = page.getByRole('dialog', { name: 'Remove this number?' });
  await expect.element(dialog).toHaveTextContent('+44 1947 55 0199');
  await dialog.getByRole('button').first().click();
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(page.getByText('+44 1947 55 0199', { exact: true })).toBeVisible();
  expect(server.calls).not.toContain('DELETE /phones/:phoneId');
});

test('a number that is removed is gone, which is said', async () => {
  open(both, { 'DELETE /phones/:phoneId': () => ({ phones: [aPhone()], mayEdit: true }) });
  await button(/^Remove ?: \+44 1947/).click();
  const yes = page.getByRole('dialog').getByRole('button', { name: 'Remove' });
  await expect.element(yes).toBeVisible();
  // A press right after the dialog opened does not count.
  await expect
    .poll(() => {
      (yes.elements()[0] as HTMLElement | undefined)?.click();
      return page.getByRole('dialog').elements().length;
    })
    .toBe(0);
  await expect.element(page.getByText('+44 1947 55 0199', { exact: true })).not.toBeInTheDocument();
  await expect.element(page.getByRole('status')).toHaveTextContent('Removed.');
  await expectFocus(button('Add a phone number'));
});

const refusals = [
  ['must be a phone number such as +49 40 5550 1187', 'Type a phone number, like +49 40 5550 1187.'],
  ['is on your list already', 'This number is on your list already.'],
] as const;

for (const [message, sentence] of refusals) {
  test(`a number that is refused because it ${message} is said at its field, and stays there`, async () => {
    open(both, {
      'POST /phones': () => refuse('invalid_request', 422, { fields: [{ path: 'number', message }] }),
    });
    await add('12');
    await expect.element(input()).toHaveAccessibleDescription(sentence);
    await expectFocus(input());
    await expect.element(input()).toHaveValue('12');
  });
}

test('when there is no room for another number, that is said and what was typed stays', async () => {
  open(both, { 'POST /phones': () => refuse('too_many', 409) });
  await add('+44 20 7946 0019');
  await expect.element(page.getByRole('alert')).toHaveTextContent('You have as many of these as there can be');
  await expect.element(input()).toHaveValue('+44 20 7946 0019');
});

test('a default that could not be changed is said, and nothing moves', async () => {
  open(both, { 'PATCH /phones/:phoneId': () => refuse('unavailable', 503) });
  await button(/^Make default/).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing was changed');
  await expect.element(button(/^Make default ?: \+44 1947/)).toBeVisible();
});

test('cancelling gives the focus back', async () => {
  open();
  await button('Add a phone number').click();
  await button('Cancel').click();
  await expectFocus(button('Add a phone number'));
});

test('what was typed survives a look at another section', async () => {
  open();
  await button('Add a phone number').click();
  await input().fill('+44 20 7946 0019');
  location.hash = '#cc/orders';
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
  location.hash = '#cc/phones';
  await expect.element(input()).toHaveValue('+44 20 7946 0019');
});
