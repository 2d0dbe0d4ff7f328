import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aMembership, anId, anOffer, type Programs } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { expectFocus, focused, mount } from './mount.ts';

type Membership = Programs['mine'][number];

const askable = anOffer({ buyUrl: null });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const question = () => page.getByLabelText('Your question', { exact: true });
const buyLink = () => page.getByRole('link', { name: /^See the offer ?: Writers’ Circle$/ });

function open(programs: Partial<Programs>, more: Answers = {}) {
  const server = serve({ ...signedIn, 'GET /programs': () => ({ mine: [], offers: [], ...programs }), ...more });
  return { server, center: mount({ fragment: '#cc/programs' }) };
}

async function ask(message: string): Promise<void> {
  await button('Ask about Writers’ Circle').click();
  await question().fill(message);
  await button('Send question').click();
}

test('what is mine stands first: its level, since when, what it opens and where it came from', async () => {
  open({ mine: [aMembership()], offers: [anOffer()] });
  const mine = page.getByRole('listitem').filter({ hasText: 'Studio Membership' });
  await expect.element(mine).toHaveTextContent(/Studio Plus.*Since 10 January 2022\. You bought it\./);
  await expect
    .element(mine.getByRole('link', { name: 'Glazes you can eat from' }))
    .toHaveAttribute('href', 'https://kiln.example/courses/glazes');
  const place = mine.element().compareDocumentPosition(page.getByRole('heading', { name: 'Not yours yet' }).element());
  expect(place & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

test('in a narrow column names of programs keep to their line', async () => {
  serve({ ...signedIn, 'GET /programs': () => ({ mine: [aMembership()], offers: [] }) });
  mount({ fragment: '#cc/programs', width: '320px' });
  const name = page.getByText('Studio Membership', { exact: true });
  await expect.element(name).toBeVisible();
  expect(name.element().getClientRects()).toHaveLength(1);
  expect(name.element().getBoundingClientRect().height).toBeLessThan(36);
});

test('access with an end says until when', async () => {
  open({ mine: [aMembership({ untilAt: '2031-05-03T10:00:00Z' })] });
  await expect.element(page.getByText(/Since 10 January 2022, until 3 May 2031\./)).toBeVisible();
});

test('access that has ended says so, and is not green', async () => {
  open({ mine: [aMembership({ endedAt: '2024-05-03T10:00:00Z', untilAt: '2024-05-03T10:00:00Z' })] });
  await expect.element(page.getByText('Studio Plus, ended on 3 May 2024.')).toBeVisible();
  await expect.element(page.getByText('Ended', { exact: true })).not.toHaveClass('success');
});

const sources: [Membership['source'], string][] = [
  ['purchase', 'You bought it.'],
  ['registration', 'It came when you signed up.'],
  ['admin', 'We gave it to you.'],
  ['api', 'We gave it to you.'],
  ['import', 'We gave it to you.'],
  ['rule', 'We gave it to you.'],
];

for (const [source, words] of sources) {
  test(`access that comes from ${source} reads “${words}”`, async () => {
    open({ mine: [aMembership({ source })] });
    await expect.element(page.getByText(words)).toBeVisible();
  });
}

test('an offer says what it is, opens and costs, and leads to where it is bought', async () => {
  open({ offers: [anOffer()] });
  const offer = page.getByRole('listitem').filter({ hasText: 'Writers’ Circle' }).filter({ hasText: 'Eight evenings' });
  await expect.element(offer).toHaveTextContent('Eight evenings, one story.');
  await expect.element(offer).toHaveTextContent('Opens The short story and Letters to nobody.');
  await expect.element(offer).toHaveTextContent('€19 a month');
  await expect.element(buyLink()).toHaveAttribute('href', 'https://kiln.example/circle');
  await expect.element(page.getByRole('heading', { name: 'You could join' })).toBeVisible();
});

test('what is paid once has a price without a rhythm, and what has no price says none', async () => {
  open({
    offers: [
      anOffer({ price: { cents: 12050, currency: 'EUR', intervalUnit: null, intervalCount: 1 } }),
      anOffer({ id: anId(911), program: 'Kiln Club', price: null, opens: [], description: '' }),
    ],
  });
  await expect.element(page.getByText('€120.50', { exact: true })).toBeVisible();
  const club = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Kiln Club' }) });
  expect(club.element().textContent.replace(/\s+/g, ' ').trim()).toBe('Kiln Club See the offer: Kiln Club');
});

test('addresses that are not safe are not used', async () => {
  const bad = 'javascript:alert(1)';
  const { center } = open({
    mine: [aMembership({ opens: [{ title: 'Glazes', address: bad }] })],
    offers: [anOffer({ buyUrl: bad })],
  });
  await expect.element(page.getByText('Glazes')).toBeVisible();
  await expect.element(buyLink()).not.toBeInTheDocument();
  expect(center.shadowRoot!.querySelector('a[href^=javascript]')).toBeNull();
});

test('a question is sent, which is said where it was asked', async () => {
  const asked: unknown[] = [];
  open(
    { mine: [aMembership()], offers: [askable, anOffer({ id: anId(911), program: 'Kiln Club', buyUrl: null })] },
    {
      'POST /programs/:programId/ask': ({ params, body }) => {
        asked.push([params['programId'], body]);
        return { done: true };
      },
    },
  );
  await button('Ask about Writers’ Circle').click();
  await expectFocus(question());
  await question().fill('Is there a place left in May?');
  await button('Send question').click();
  await expect.element(page.getByText('Your question is sent. The answer comes by email.').last()).toBeVisible();
  await expect.element(page.getByRole('status')).toHaveTextContent('Your question is sent.');
  expect(asked).toEqual([[askable.id, { message: 'Is there a place left in May?' }]]);
  await expect.element(question()).not.toBeInTheDocument();
  await expect.element(button('Ask about Kiln Club')).toBeVisible();
  await expect.poll(() => focused()?.closest('li')?.textContent).toContain('Writers’ Circle');
});

test('an empty question is said at its field, and nothing is sent', async () => {
  const { server } = open({ offers: [askable] });
  await ask(' \n ');
  await expect.element(question()).toHaveAccessibleDescription('Write your question first.');
  await expectFocus(question());
  expect(server.calls).not.toContain('POST /programs/:programId/ask');
});

test('a question that could not be sent is said, and what was typed stays', async () => {
  open({ offers: [askable] }, { 'POST /programs/:programId/ask': () => refuse('unavailable', 503) });
  await ask('Is there a place left in May?');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing was changed');
  await expect.poll(() => focused()?.getAttribute('role')).toBe('alert');
  await expect.element(question()).toHaveValue('Is there a place left in May?');
});

test('cancelling a question gives the focus back', async () => {
  open({ offers: [askable] });
  await button('Ask about Writers’ Circle').click();
  await button('Cancel').click();
  await expectFocus(button('Ask about Writers’ Circle'));
});

test('what was typed survives a look at another section', async () => {
  open({ offers: [askable] });
  await button('Ask about Writers’ Circle').click();
  await question().fill('Is there a place left');
  location.hash = '#cc/orders';
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
  location.hash = '#cc/programs';
  await expect.element(question()).toHaveValue('Is there a place left');
});

test('without a program the place says what will appear', async () => {
  open({});
  await expect.element(page.getByText('Programs you join will appear here.')).toBeVisible();
});
