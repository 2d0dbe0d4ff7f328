import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { gravatar } from '../../server/features/profile/gravatar.ts';
import { aPicture, startApp } from '../support/app.ts';
import { aCustomer, aSite, signedIn, turn } from '../support/builders.ts';

/** Stands for gravatar.com. */
async function aService(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/avatar/` };
}

test('a customer gets the picture of their address, which only its hash asked for, where the site allows it', async () => {
  const service = await aService((_request, response) => response.end(aPicture.content));
  const app = await startApp({ pictures: gravatar({ url: service.url }) });
  const ann = await aCustomer(app, await aSite(app), { email: 'ann@people.example' });
  const visitor = await signedIn(app, ann);
  const ask = () => visitor.send({ path: `/api/v1/${ann.siteId}/avatar` });
  expect(await ask()).toMatchObject({ status: 403, body: { code: 'switched_off' } });
  expect((await visitor.call('GET /boot')).customer?.mayHavePicture).toBe(false);
  await turn(app, ann.siteId, { gravatar: true });
  expect((await visitor.call('GET /boot')).customer?.mayHavePicture).toBe(true);
  const { status, headers } = await ask();
  expect({ status, type: headers.get('content-type'), kept: headers.get('cache-control') }).toEqual({
    status: 200,
    type: 'image/png',
    kept: 'no-store',
  });
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  const hash = createHash('sha256').update('ann@people.example').digest('hex');
  expect(service.asked).toEqual([`/avatar/${hash}?s=160&d=404&r=g`]);
});

test('somebody without a picture gets none', async () => {
  const app = await startApp({ pictures: async () => undefined });
  const ann = await aCustomer(app, await aSite(app));
  await turn(app, ann.siteId, { gravatar: true });
  const visitor = await signedIn(app, ann);
  expect((await visitor.send({ path: `/api/v1/${ann.siteId}/avatar` })).status).toBe(404);
});

test.each<[string, RequestListener]>([
  ['is none', (_request, response) => void response.writeHead(404).end(aPicture.content)],
  ['is a page', (_request, response) => void response.setHeader('content-type', 'image/png').end('<html>')],
  ['is a drawing that can run scripts', (_request, response) => void response.end('<svg xmlns="…"/>')],
  [
    'is larger than a picture',
    (_request, response) => void response.end(Buffer.concat([aPicture.content, Buffer.alloc(200_001)])),
  ],
  ['is elsewhere', (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['does not come', () => undefined],
  [
    'breaks off',
    (_request, response) =>
      void response.writeHead(200, { 'content-length': 999 }).write('x', () => response.destroy()),
  ],
])('a picture that %s is none', async (_, answer) => {
  const { url } = await aService(answer);
  expect(await gravatar({ url, millis: 300 })('abc')).toBeUndefined();
});

test('each is asked for once an hour, also when there is none, and the newest five hundred are kept', async () => {
  let now = 0;
  const service = await aService(
    (request, response) =>
      void (request.url?.includes('nobody') ? response.writeHead(404).end() : response.end(aPicture.content)),
  );
  const pictures = gravatar({ url: service.url, now: () => now });
  for (const hash of ['ann', 'nobody', 'ann', 'nobody']) await pictures(hash);
  expect(service.asked).toHaveLength(2);
  now = 3_600_001;
  expect(await pictures('ann')).toMatchObject({ contentType: 'image/png' });
  expect(service.asked).toHaveLength(3);
  await Promise.all(Array.from({ length: 500 }, (_, n) => pictures(`somebody-${n}`)));
  await pictures('ann');
  expect(service.asked).toHaveLength(504);
});
