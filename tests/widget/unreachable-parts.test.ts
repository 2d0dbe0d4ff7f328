import { expect, test } from 'vitest';
import { commands, page, userEvent } from 'vitest/browser';
import { aBoot, aCustomer, anOffer, anOverview } from './builders.ts';
import { serve, signedIn } from './fake-server.ts';
import { expectFocus, mount } from './mount.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    cutOff(name: string, isOff: boolean): Promise<void>;
  }
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const unreachable = 'The server could not be reached. Nothing was changed.';

/** Runs `action` while the script cannot be loaded. Each test takes another one: what has come once is there for good. */
async function without(script: string, action: () => Promise<void>): Promise<void> {
  await commands.cutOff(script, true);
  try {
    await action();
  } finally {
    await commands.cutOff(script, false);
  }
}

test('an account menu that cannot be loaded stays closed and says so, and the next press tries again', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/orders' });
  const avatar = button('Account menu');
  await without('menu-items.ts', async () => {
    await avatar.click();
    await expect.element(page.getByText('This part of the center could not be loaded.')).toBeVisible();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
    expect(avatar.element().getAttribute('aria-expanded')).toBe('false');
    await expectFocus(avatar);
  });
  await avatar.click();
  await expect.element(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await button('Try again').click();
  await expect.element(heading('Orders')).toBeVisible();
});

test('a section that cannot be loaded says so, and can be tried again', async () => {
  serve(signedIn);
  mount();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  await without('sections/phones.ts', async () => {
    location.hash = '#cc/phones';
    await expect.element(page.getByText('This part of the center could not be loaded.')).toBeVisible();
  });
  await button('Try again').click();
  await expect.element(heading('Phone Numbers')).toBeVisible();
});

test('offers that cannot be loaded are left out, and all else is there', async () => {
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer(), overview: anOverview({ offers: [anOffer()] }) }),
  });
  await without('sections/offer-list.ts', async () => {
    mount();
    await expect.element(heading('Last orders')).toBeVisible();
    await expect.element(heading('You could join')).not.toBeInTheDocument();
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });
});

test('when managing the account cannot be loaded, that is said, and the next press tries again', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/profile' });
  await without('sections/manage-account.ts', async () => {
    await button('Manage account').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent(unreachable);
    await expect.element(heading('My Account')).toBeVisible();
  });
  await button('Manage account').click();
  await expect.element(heading('Manage account')).toBeVisible();
});

test('when the form for an address cannot be loaded, that is said and what was typed stays', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/profile' });
  await button('Manage account').click();
  await page.getByLabelText('First name').fill('Beatrix');
  await without('sections/new-address.ts', async () => {
    await button('Add an address').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent(unreachable);
  });
  await button('Add an address').click();
  await expect.element(heading('New address')).toBeVisible();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  await expect.element(page.getByLabelText('First name')).toHaveValue('Beatrix');
});

test('when orders from another address cannot be asked for, that is said, also where no order is yet', async () => {
  serve({ ...signedIn, 'GET /orders': () => ({ items: [], next: null }) });
  mount({ fragment: '#cc/orders' });
  await without('sections/claim.ts', async () => {
    await button('Add an order from another address').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent(unreachable);
  });
  await button('Add an order from another address').click();
  await expect.element(page.getByLabelText('The other email address')).toBeVisible();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});
