import { expect, onTestFinished, test } from 'vitest';
import type { ApiError } from '../../widget/api.ts';
import { connect, endpointUrl } from '../../widget/api.ts';

test.each([
  ['https://center.example', 'https://center.example/api/v1/kiln/boot'],
  ['https://center.example/', 'https://center.example/api/v1/kiln/boot'],
  ['https://shop.example/account/', 'https://shop.example/account/api/v1/kiln/boot'],
  [
    'https://shop.example/wp-json/customer-center/v1',
    'https://shop.example/wp-json/customer-center/v1/api/v1/kiln/boot',
  ],
  [
    'https://shop.example/?rest_route=/customer-center/v1',
    'https://shop.example/?rest_route=%2Fcustomer-center%2Fv1%2Fapi%2Fv1%2Fkiln%2Fboot',
  ],
  [
    'https://shop.example/index.php?rest_route=/customer-center/v1/',
    'https://shop.example/index.php?rest_route=%2Fcustomer-center%2Fv1%2Fapi%2Fv1%2Fkiln%2Fboot',
  ],
])('an endpoint behind %s is %s', (server, url) => {
  expect(endpointUrl(server, '/api/v1/kiln/boot').href).toBe(url);
});

function answerWith(reply: () => Response | Promise<Response>): RequestInit[] {
  const original = globalThis.fetch;
  const calls: RequestInit[] = [];
  globalThis.fetch = async (_, init) => {
    calls.push(init!);
    return reply();
  };
  onTestFinished(() => {
    globalThis.fetch = original;
  });
  return calls;
}

const codeOf = (call: Promise<unknown>) => call.then(String, (error: ApiError) => error.code);

test('a page in place of an answer counts as unreachable', async () => {
  answerWith(() => new Response('<h1>Log in to the guest network</h1>'));
  expect(await codeOf(connect('https://center.example', 'kiln')('GET /boot'))).toBe('unreachable');
});

test('no network counts as unreachable', async () => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')));
  expect(await codeOf(connect('https://center.example', 'kiln')('GET /boot'))).toBe('unreachable');
});

test('reading sends no header of its own, changing sends the one that forms cannot', async () => {
  const calls = answerWith(() => Response.json({ done: true }));
  const call = connect('https://center.example', 'kiln');
  await call('GET /boot');
  await call('POST /sign-out', { body: {} });
  expect(calls.map(({ headers }) => headers)).toEqual([undefined, { 'content-type': 'application/json', 'x-cc': '1' }]);
});
