/** E17: what staff upload as a logo is made anew; what hides in it does not get through. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
let admin: StaffMember;
beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
  admin = await aStaffMember(app, siteId, 'admin');
});

const aPicture = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 40, b: 20, alpha: 0.5 } } });
const upload = (file: Buffer) => admin.ask('PUT /admin/logo', { body: { content: file.toString('base64') } });
const script = '<script>alert(document.domain)</script>';

/** Fetched as a browser would, without any cookie. */
async function fetchLogo(address: string) {
  const response = await fetch(address);
  return { response, content: Buffer.from(await response.arrayBuffer()) };
}

async function uploaded(file: Buffer): Promise<Buffer> {
  const answer = await upload(file);
  expect(answer, 'the upload').toMatchObject({ status: 200 });
  return (await fetchLogo(answer.body.logoUrl ?? '')).content;
}

/** A chunk of a PNG; nobody checks the sum of one that is not needed. */
function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

describe('a logo', () => {
  test('is shown on the site from an address that may be kept for good', async () => {
    const { logoUrl, version } = await admin.call('PUT /admin/logo', {
      body: { content: (await aPicture().png().toBuffer()).toString('base64') },
    });
    expect(logoUrl).toMatch(new RegExp(`^${app.url}/sites/${siteId}/logo/[0-9a-f]{32}\\.png$`));
    expect((await aVisitor(app, siteId).call('GET /boot')).site.logoUrl).toBe(logoUrl);
    expect(await admin.call('GET /admin/settings')).toMatchObject({ version, settings: { logoUrl } });
    const { response, content } = await fetchLogo(logoUrl ?? '');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: 40, height: 20, hasAlpha: true });
  });

  test('is replaced by the next, and removed', async () => {
    const first = (await upload(await aPicture(10, 10).png().toBuffer())).body.logoUrl ?? '';
    const second = (await upload(await aPicture(11, 11).png().toBuffer())).body.logoUrl ?? '';
    expect(second).not.toBe(first);
    expect((await fetch(first)).status).toBe(404);
    expect((await fetch(second)).status).toBe(200);
    expect(await admin.call('DELETE /admin/logo', { body: {} })).toMatchObject({ logoUrl: null });
    expect((await fetch(second)).status).toBe(404);
    expect((await aVisitor(app, siteId).call('GET /boot')).site.logoUrl).toBeNull();
  });

  test.each([
    [1200, 100, 600, 50],
    [400, 800, 100, 200],
    [300, 100, 300, 100],
  ])('of %i by %i pixels becomes %i by %i', async (width, height, newWidth, newHeight) => {
    const content = await uploaded(await aPicture(width, height).webp().toBuffer());
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: newWidth, height: newHeight });
  });

  test('keeps nothing of what a camera wrote into it, but stands upright', async () => {
    const photo = await aPicture(40, 20)
      .removeAlpha()
      .withExif({ IFD0: { Copyright: 'Ann Lee', ImageDescription: script } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(photo.toString('latin1')).toContain('Ann Lee');
    const content = await uploaded(photo);
    const { exif, orientation, width, height } = await sharp(content).metadata();
    expect({ exif, orientation, width, height }).toEqual({
      exif: undefined,
      orientation: undefined,
      width: 20,
      height: 40,
    });
    expect(content.toString('latin1')).not.toContain('Ann Lee');
  });

  test('that moves shows its first frame', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 255), Buffer.alloc(300, 0)]);
    const raw = { width: 10, height: 20, channels: 3, pageHeight: 10 } as const;
    const animated = await sharp(frames, { raw })
      .gif({ delay: [100, 100], loop: 0 })
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    const content = await uploaded(animated);
    const { data, info } = await sharp(content).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect({ width: info.width, height: info.height, first: data[0] }).toEqual({ width: 10, height: 10, first: 255 });
  });

  test('of an address that nothing was uploaded to is not found', async () => {
    for (const file of ['0'.repeat(32) + '.png', '..%2f..%2fetc%2fpasswd', '0.png', `${'0'.repeat(32)}.svg`]) {
      expect((await fetch(`${app.url}/sites/${siteId}/logo/${file}`)).status).toBe(404);
    }
  });

  test("of one site is not another's", async () => {
    const { logoUrl } = (await upload(await aPicture(12, 12).png().toBuffer())).body;
    const other = await aSite(app);
    expect((await fetch((logoUrl ?? '').replace(siteId, other))).status).toBe(404);
  });
});

describe('what hides in a file does not get through', () => {
  const png = () => aPicture().png().toBuffer();
  const polyglots: [string, () => Promise<Buffer>][] = [
    [
      'HTML in the comment of a PNG',
      async () => {
        const file = await png();
        const text = chunk('tEXt', Buffer.from(`Comment\0${script}`));
        // Behind the header chunk, which ends at byte 33.
        return Buffer.concat([file.subarray(0, 33), text, file.subarray(33)]);
      },
    ],
    ['HTML behind the end of a PNG', async () => Buffer.concat([await png(), Buffer.from(script)])],
    ['a ZIP behind the end of a PNG', async () => Buffer.concat([await png(), Buffer.from(`PK\x03\x04${script}`)])],
    [
      'HTML in the comment of a JPEG',
      async () => {
        const file = await aPicture().removeAlpha().jpeg().toBuffer();
        const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, script.length + 2]), Buffer.from(script)]);
        return Buffer.concat([file.subarray(0, 2), comment, file.subarray(2)]);
      },
    ],
    [
      'a script behind the end of a GIF',
      async () => Buffer.concat([await aPicture().gif().toBuffer(), Buffer.from(`=1;${script}`)]),
    ],
    [
      'HTML behind the end of a WebP',
      async () => Buffer.concat([await aPicture().webp().toBuffer(), Buffer.from(script)]),
    ],
  ];

  test.each(polyglots)('%s', async (_name, make) => {
    const file = await make();
    expect(file.toString('latin1')).toContain(script);
    const content = await uploaded(file);
    expect(content.toString('latin1')).not.toContain('script');
    expect((await sharp(content).metadata()).format).toBe('png');
  });
});

describe('what is no picture is refused with a sentence', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`;
  /** 30000 by 30000 pixels in a file of a few bytes. */
  const huge = () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(30_000, 0);
    header.writeUInt32BE(30_000, 4);
    header.set([8, 6, 0, 0, 0], 8);
    const parts = [
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(1000))),
      chunk('IEND', Buffer.alloc(0)),
    ];
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
  };
  const refused: [string, () => Buffer | Promise<Buffer>, RegExp][] = [
    ['an SVG, whatever it is called', () => Buffer.from(svg), /SVG/],
    ['an SVG behind an XML line', () => Buffer.from(`<?xml version="1.0"?>\n<!-- logo -->\n${svg}`), /SVG/],
    ['HTML', () => Buffer.from(`<!doctype html>${script}`), /PNG, JPEG, WebP or GIF/],
    ['a PDF', () => Buffer.from('%PDF-1.7'), /PNG, JPEG, WebP or GIF/],
    ['a TIFF', () => aPicture().tiff().toBuffer(), /PNG, JPEG, WebP or GIF/],
    ['an AVIF', () => aPicture().avif().toBuffer(), /PNG, JPEG, WebP or GIF/],
    ['a script that begins as a GIF', () => Buffer.from(`GIF89a=1;${script}`), /damaged/],
    ['HTML that begins as a PNG', () => Buffer.from(`\x89PNG\r\n\x1a\n${script}`, 'latin1'), /damaged/],
    [
      'a PNG that was cut off',
      async () =>
        (
          await sharp(Buffer.from(noise(300)), { raw: raw300 })
            .png()
            .toBuffer()
        ).subarray(0, 2000),
      /damaged/,
    ],
    [
      'a JPEG that was cut off',
      async () =>
        (
          await sharp(Buffer.from(noise(300)), { raw: raw300 })
            .jpeg()
            .toBuffer()
        ).subarray(0, 2000),
      /damaged/,
    ],
    ['a PNG of nine hundred million pixels', huge, /too many pixels/],
    [
      'more than a megabyte',
      () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(1_048_576)]),
      /1 MB/,
    ],
    ['nothing readable', () => Buffer.from('?'), /PNG, JPEG, WebP or GIF/],
  ];
  const raw300 = { width: 300, height: 300, channels: 3 } as const;
  const noise = (size: number) => Uint8Array.from({ length: size * size * 3 }, (_, n) => (n * 2654435761) >>> 24);

  test.each(refused)('%s', async (_name, make, sentence) => {
    const before = await admin.call('GET /admin/settings');
    const answer = await upload(await make());
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', fields: [{ path: 'content' }] } });
    expect(answer.body.fields?.[0]?.message).toMatch(sentence);
    expect(await admin.call('GET /admin/settings')).toEqual(before);
  });

  test('far more than a megabyte', async () => {
    const answer = await admin.ask('PUT /admin/logo', { body: { content: 'A'.repeat(1_600_000) } });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  test('a logo from support', async () => {
    const support = await aStaffMember(app, siteId, 'support');
    expect((await support.ask('PUT /admin/logo', { body: { content: 'AAAA' } })).status).toBe(403);
  });
});
