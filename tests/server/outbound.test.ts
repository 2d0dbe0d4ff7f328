/** E14: the server asks for addresses that people typed, and can't be made to ask itself or its neighbours. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isPublicAddress } from '../../server/outbound/addresses.ts';
import { createFetchPage, type FetchPage } from '../../server/outbound/fetch-page.ts';
import { readSitemap } from '../../server/outbound/sitemap.ts';

/** Listens on loopback and counts who comes. */
async function aCanary(host: string, port = 0) {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await listen(server, host, port);
  return { server, port: (server.address() as AddressInfo).port, connections: () => connections };
}

const listen = (server: Server, host: string, port = 0) =>
  new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve()));
const close = (server: Server) => new Promise((resolve) => server.close(resolve));

let canary: Awaited<ReturnType<typeof aCanary>>;
beforeAll(async () => {
  canary = await aCanary('127.0.0.1');
});
afterAll(() => close(canary.server));

/** Names of the corpus, and where they lead. */
const names: Record<string, string[]> = {
  'loop.vendor.example': ['127.0.0.1'],
  'loop6.vendor.example': ['::1'],
  'both.vendor.example': ['10.0.0.1', '127.0.0.1'],
  'lan.vendor.example': ['192.168.1.1'],
  'ten.vendor.example': ['10.1.2.3'],
  'office.vendor.example': ['172.16.9.9'],
  'metadata.vendor.example': ['169.254.169.254'],
  'metadata.google.internal': ['169.254.169.254'],
  'mapped.vendor.example': ['::ffff:127.0.0.1'],
  'translated.vendor.example': ['64:ff9b::7f00:1'],
  'localhost.localdomain': ['127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  LOCALHOST: ['127.0.0.1'],
  'me.localhost': ['127.0.0.1'],
  'nothing.vendor.example': ['0.0.0.0'],
  'nonsense.vendor.example': ['not an address'],
};

const hosts = [
  ...Object.keys(names),
  // This computer, in every way of writing it.
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0x7f.1', '017700000001'],
  ...['0177.0.0.1', '0177.0.0.01', '0x7f.0x0.0x0.0x1', '127.0.0.1.', '127.255.255.254', '127.0.0.2', '①②⑦.⓪.⓪.①'],
  ...['0', '0.0.0.0', '0x0', '00000000000', '0.0.0.1'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
  ],
  // Its neighbours.
  ...['10.0.0.1', '10.255.255.255', '167772161', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.255'],
  ...['192.168.0.1', '3232235521', '192.168.1', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  ...['100.64.0.1', '100.127.255.255', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[100::1]'],
  // What answers about the machine.
  ...[
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
  ],
  ...['100.100.100.200', '168.63.129.16', '169.254.170.2', '192.0.0.192'],
  // IPv4 wrapped in IPv6.
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::1]'],
  ...['[2001:0:7f00:1::]', '[2001::1]', '[::ffff:8.8.8.8]', '[::8.8.8.8]'],
];

const onPort =
  (fetchPage: FetchPage) =>
  (host: string, scheme = 'https') =>
    fetchPage(`${scheme}://${host}:${canary.port}/`);

describe('a server for the public', () => {
  const resolve = async (host: string) => names[host] ?? [];
  const production = () =>
    onPort(createFetchPage({ isSecure: true, resolve, ports: ['', String(canary.port)], millis: 2000 }));

  test('the corpus is large enough to mean something', () => {
    expect(new Set(hosts).size).toBeGreaterThanOrEqual(60);
  });

  test.each(hosts)('does not ask %s', async (host) => {
    const { failure } = await production()(host);
    expect(failure).toBe('address_private');
  });

  test.each(hosts)('does not ask %s without encryption', async (host) => {
    const { failure } = await production()(host, 'http');
    expect(failure).toBe('not_https');
  });

  test('the canary works, and nobody came', async () => {
    expect(canary.connections()).toBe(0);
    const all = createFetchPage({ isSecure: true, mayAsk: () => true, ports: [String(canary.port)] });
    expect((await onPort(all)('127.0.0.1')).failure).toBe('unreachable');
    expect(canary.connections()).toBe(1);
  });

  test('connects to the address that was checked, also when the name leads elsewhere a moment later', async () => {
    const rebound = await aCanary('127.0.0.1');
    const checked = await aCanary('127.0.0.2', rebound.port);
    onTestFinished(async () => void (await Promise.all([close(rebound.server), close(checked.server)])));
    const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    let asked = 0;
    const fetchPage = createFetchPage({
      isSecure: true,
      resolve: async () => answers[asked++] ?? [],
      mayAsk: (address) => address === '127.0.0.2',
      ports: [String(rebound.port)],
    });
    expect((await fetchPage(`https://rebinding.example:${rebound.port}/`)).failure).toBe('unreachable');
    expect({ asked, checked: checked.connections(), rebound: rebound.connections() }).toEqual({
      asked: 1,
      checked: 1,
      rebound: 0,
    });
  });

  test.each([
    ['https://www.vendor.example:22/', 'port_refused'],
    ['https://www.vendor.example:80/', 'port_refused'],
    ['https://www.vendor.example:5432/', 'port_refused'],
    ['http://www.vendor.example/', 'not_https'],
    ['ftp://www.vendor.example/', 'not_https'],
    ['file:///etc/passwd', 'address_invalid'],
    ['data:text/html,hello', 'address_invalid'],
    ['javascript:alert(1)', 'address_invalid'],
    ['https://user:word@www.vendor.example/', 'address_invalid'],
    ['https://', 'address_invalid'],
    ['no address', 'address_invalid'],
    ['', 'address_invalid'],
    ['https://nobody.vendor.example/', 'name_unknown'],
  ])('says why not: %s', async (address, failure) => {
    const fetchPage = createFetchPage({ isSecure: true, resolve });
    expect((await fetchPage(address)).failure).toBe(failure);
  });

  test('gives up on a name that is never resolved', async () => {
    const fetchPage = createFetchPage({ isSecure: true, resolve: () => new Promise(() => undefined), millis: 50 });
    expect((await fetchPage('https://slow.vendor.example/')).failure).toBe('too_slow');
  });

  test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '172.32.0.1', '100.128.0.1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('a server in development', () => {
  async function aPage(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    await listen(server, '127.0.0.1');
    onTestFinished(async () => {
      server.closeAllConnections();
      await close(server);
    });
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }
  const fetchPage = createFetchPage({ isSecure: false, millis: 1500 });

  test('asks pages on this computer, and tells all that the answer says', async () => {
    const address = await aPage((request, response) => {
      response.setHeader('Content-Type', 'Text/HTML; charset=iso-8859-1');
      response.setHeader('Content-Security-Policy', ["default-src 'self'", "img-src 'none'"]);
      response.end(Buffer.from(`<p>caf\xe9 ${request.url} ${request.headers.host}`, 'latin1'));
    });
    const { page } = await fetchPage(`${address}/a?b=c#d`);
    expect(page).toMatchObject({
      status: 200,
      redirectsTo: null,
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'self', img-src 'none'" },
      body: `<p>café /a?b=c ${new URL(address).host}`,
    });
  });

  test('asks nothing else that is private', async () => {
    for (const address of ['http://192.168.0.1/', 'http://10.0.0.1:8080/', 'http://0x7f.1.example/']) {
      expect((await fetchPage(address)).failure).toBe('not_https');
    }
    expect((await fetchPage('https://192.168.0.1/')).failure).toBe('address_private');
  });

  test('follows no redirect, and says where it leads', async () => {
    let requests = 0;
    const address = await aPage((_request, response) => {
      requests += 1;
      response.writeHead(302, { Location: '/elsewhere' }).end();
    });
    const { page } = await fetchPage(`${address}/here`);
    expect({ page, requests }).toMatchObject({
      page: { status: 302, redirectsTo: `${address}/elsewhere` },
      requests: 1,
    });
  });

  test('reads one megabyte and no more', async () => {
    const address = await aPage((request, response) => {
      response.end(Buffer.alloc(request.url === '/large' ? 1_048_577 : 1_048_576, 'a'));
    });
    expect((await fetchPage(`${address}/large`)).failure).toBe('too_large');
    expect((await fetchPage(`${address}/fits`)).page?.content.length).toBe(1_048_576);
  });

  test('stops an answer that never ends', async () => {
    const address = await aPage((_request, response) => {
      const more = () => void (response.destroyed || response.write('a'.repeat(65_536), more));
      more();
    });
    expect((await fetchPage(address)).failure).toBe('too_large');
  });

  test('unpacks nothing, so that no small answer becomes a large one', async () => {
    let asked: string | undefined;
    const address = await aPage((request, response) => {
      asked = request.headers['accept-encoding'];
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(50_000_000)));
    });
    expect((await fetchPage(address)).failure).toBe('unreadable');
    expect(asked).toBe('identity');
  });

  test.each([
    ['sends nothing', () => undefined],
    ['sends a little and stops', (response: { write: (text: string) => void }) => response.write('a')],
  ])('does not wait for one that %s', async (_name, answer) => {
    const address = await aPage((_request, response) => void answer(response));
    const patient = createFetchPage({ isSecure: false, millis: 200 });
    expect((await patient(address)).failure).toBe('too_slow');
  });

  test('says when nobody answers', async () => {
    const gone = await aCanary('127.0.0.1');
    await close(gone.server);
    expect((await fetchPage(`http://localhost:${gone.port}/`)).failure).toBe('unreachable');
  });

  describe('reading a sitemap', () => {
    const urlset = (...addresses: string[]) =>
      `<?xml version="1.0"?><urlset>${addresses.map((each) => `<url><loc>${each}</loc></url>`).join('')}</urlset>`;

    test('gives the pages of its own origin, each once', async () => {
      const address = await aPage((request, response) => {
        const own = `http://${request.headers.host}`;
        response.end(urlset(`${own}/a`, `\n ${own}/b?x=1&amp;y=2 `, `${own}/a`, 'https://other.example/c', 'none'));
      });
      expect(await readSitemap(fetchPage, `${address}/sitemap.xml`)).toEqual({
        addresses: [`${address}/a`, `${address}/b?x=1&y=2`],
        isCut: false,
        problem: null,
      });
    });

    test('reads the sitemaps of an index, one level deep, and says which could not be read', async () => {
      const address = await aPage((request, response) => {
        const own = `http://${request.headers.host}`;
        const index = (...parts: string[]) =>
          `<sitemapindex>${parts.map((part) => `<sitemap><loc>${own}${part}</loc></sitemap>`).join('')}</sitemapindex>`;
        if (request.url === '/index.xml') response.end(index('/one.xml', '/two.xml', '/deeper.xml'));
        else if (request.url === '/one.xml') response.end(urlset(`${own}/a`));
        else if (request.url === '/deeper.xml') response.end(index('/one.xml'));
        else response.writeHead(404).end();
      });
      expect(await readSitemap(fetchPage, `${address}/index.xml`)).toEqual({
        addresses: [`${address}/a`],
        isCut: false,
        problem: `${address}/two.xml: The server answers with 404`,
      });
    });

    test('stops at two thousand', async () => {
      const address = await aPage((request, response) => {
        response.end(urlset(...Array.from({ length: 2001 }, (_, n) => `http://${request.headers.host}/${n}`)));
      });
      const { addresses, isCut } = await readSitemap(fetchPage, `${address}/sitemap.xml`);
      expect({ count: addresses.length, isCut }).toEqual({ count: 2000, isCut: true });
    });

    test('expands nothing that the file itself defines', async () => {
      const address = await aPage((request, response) => {
        const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>';
        response.end(`${bomb}${urlset(`http://${request.headers.host}/&a;&b;`)}`);
      });
      const { addresses } = await readSitemap(fetchPage, `${address}/sitemap.xml`);
      expect(addresses).toEqual([`${address}/&a;&b;`]);
    });

    test('says what is no sitemap, and where one has moved', async () => {
      const address = await aPage((request, response) => {
        if (request.url === '/moved') response.writeHead(301, { Location: '/sitemap.xml' }).end();
        else response.end('<html><body>Not here</body></html>');
      });
      expect((await readSitemap(fetchPage, `${address}/x`)).problem).toBe('This is no sitemap');
      expect((await readSitemap(fetchPage, `${address}/moved`)).problem).toContain(`${address}/sitemap.xml`);
      expect((await readSitemap(fetchPage, 'nowhere')).problem).toMatch(/no address of a page/);
    });
  });
});
