/** Makes a logo anew from a file that somebody uploaded: nothing of the file itself is kept or served. */
import type { Sharp } from 'sharp';
import { invalid } from '../../http/errors.ts';

export const mostBytes = 1_048_576;

/** By what a file begins with: its name, and what a browser calls it, do not count. */
const kinds: [RegExp, string][] = [
  [/^\x89PNG\r\n/, 'png'],
  [/^\xff\xd8\xff/, 'jpeg'],
  [/^RIFF....WEBP/s, 'webp'],
  [/^GIF8[79]a/, 'gif'],
];

/** A file of a few bytes may claim any number of pixels, each of which takes four bytes to hold. */
const mostPixels = 25_000_000;

/**
 * The picture as a PNG of at most 600 by 200 pixels, of an animation its first frame, without anything else that was in
 * the file. Throws `invalid_request` with a sentence for what is no picture.
 */
export async function makeLogo(file: Buffer): Promise<Buffer> {
  const start = file.subarray(0, 16).toString('latin1');
  const kind = kinds.find(([begins]) => begins.test(start))?.[1];
  if (kind === undefined) throw refusal(isSvg(file) ? svgRefused : 'must be a PNG, JPEG, WebP or GIF picture');
  if (file.length > mostBytes) throw refusal('must have at most 1 MB');
  // Loaded when it is first used, which on most servers is never.
  const { default: sharp } = await import('sharp');
  try {
    const picture = sharp(file, { limitInputPixels: mostPixels, failOn: 'error' });
    const { format } = await picture.metadata();
    if (format !== kind) throw new Error(`begins as ${kind} and goes on as ${format}`);
    return await toPng(picture);
  } catch {
    throw refusal('is damaged, or has too many pixels: save the picture anew and at most 5000 pixels wide');
  }
}

const toPng = (picture: Sharp): Promise<Buffer> =>
  picture
    .timeout({ seconds: 5 })
    .autoOrient()
    .resize({ width: 600, height: 200, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .png({ compressionLevel: 9 })
    .toBuffer();

const svgRefused = 'must not be an SVG, which can hold scripts: save it as a PNG, 600 pixels wide, and upload that';

const isSvg = (file: Buffer): boolean => /<svg[\s>]/i.test(file.subarray(0, 4096).toString('latin1'));

const refusal = (message: string) => invalid('content', message);
