/**
 * Reads the page around the element once, so that the center looks as if the page's own designer had made it: link or
 * button colour, button radius, heading font, light or dark. What it finds becomes private `--_*` properties, each behind
 * the vendor's own `--cc-*`.
 */
import { type Color, colorOfHex, contrast, hexOf, inkOn, mix, readable, white } from './color.ts';

export type Theme = 'auto' | 'light' | 'dark';

export interface SiteColors {
  readonly gradient: readonly string[];
  readonly onGradient: string;
}

type Tokens = Record<string, string>;
type Read = (css: string) => { color: Color; opacity: number };

const buttons = '[class*=button],[class*=btn],[type=submit],button';
const links = 'main a[href],article a[href],p a[href],a[href]';
/** Starting points; each is moved until it can be read on the page's background. */
const signals = { danger: '#c0262d', warning: '#9a5b00', success: '#1c7c46' };

const parentOf = (node: Element): Element | null =>
  node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null;

/** Turns whatever CSS understands (oklch, color-mix, names) into numbers. */
const readBy =
  (probe: HTMLElement): Read =>
  (css) => {
    probe.style.color = `color-mix(in srgb,${css},${css})`;
    const numbers = getComputedStyle(probe).color.match(/(?<= )-?[\d.]+(e-\d+)?/g) ?? [];
    const [red = 0, green = 0, blue = 0, opacity = 1] = numbers.map((number) => Math.min(1, Math.max(0, +number)));
    return { color: [red, green, blue], opacity };
  };

/** Colour behind the element; undefined when it is a picture. A page that says nothing is white. */
function backgroundBehind(element: Element, read: Read): Color | undefined {
  for (let node = parentOf(element); node; node = parentOf(node)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(node);
    const { color, opacity } = read(backgroundColor);
    if (opacity > 0.9) return color;
    if (backgroundImage !== 'none') return undefined;
  }
  return read('Canvas').color;
}

/** The first button, else the first link, outside of the element whose colour says something. */
function accentOfPage(element: Element, background: Color, read: Read): { color: Color; radius?: string } | undefined {
  const styles = (selector: string) =>
    [...document.querySelectorAll(selector)]
      .slice(0, 40)
      .filter((found) => !element.contains(found))
      .map((found) => getComputedStyle(found));
  for (const { backgroundColor, borderRadius, borderStyle } of styles(buttons)) {
    const { color, opacity } = read(backgroundColor);
    // An outset border marks the browser's own button, which no designer chose.
    if (opacity > 0.9 && borderStyle !== 'outset' && contrast(color, background) > 1.6) {
      return { color, radius: borderRadius.split(' ')[0]! };
    }
  }
  for (const style of styles(links)) {
    const { color } = read(style.color);
    if (Math.max(...color) - Math.min(...color) > 0.12 && hexOf(color) !== '#0000ee') return { color };
  }
  return undefined;
}

/** Everything the style sheet needs to know of the page, as custom properties. */
export function readPage(host: HTMLElement, theme: Theme, site?: SiteColors): Tokens {
  const probe = document.createElement('i');
  host.shadowRoot!.append(probe);
  const read = readBy(probe);
  const given = (name: string) => {
    const value = getComputedStyle(host).getPropertyValue(name);
    return value ? read(value).color : undefined;
  };
  const inherited = read(getComputedStyle(parentOf(host)!).color).color;
  const seen = backgroundBehind(host, read);
  const isDark = theme === 'dark' || (theme !== 'light' && inkOn(seen ?? inkOn(inherited)) === white);
  const fits = seen && (inkOn(seen) === white) === isDark;
  const background: Color = fits ? seen : isDark ? [0.08, 0.085, 0.1] : white;
  const text = readable(given('--cc-text') ?? inherited, background);
  const found = accentOfPage(host, background, read);
  const accent = given('--cc-accent') ?? found?.color ?? colorOfHex(site?.gradient[0]) ?? text;
  probe.remove();
  const heading = document.querySelector('h1,h2');
  return {
    ...tokensOf(background, text, accent, site),
    ...(seen && !fits && { '--_paint': hexOf(background) }),
    '--_radius': `var(--cc-radius,${found?.radius ?? '8px'})`,
    ...(heading && { '--_heading-font': getComputedStyle(heading).fontFamily }),
  };
}

function tokensOf(background: Color, text: Color, accent: Color, site?: SiteColors): Tokens {
  const isDark = inkOn(background) === white;
  // The worst place for a text: a raised surface with the tint of a notice.
  const surface = mix(background, text, 0.07);
  const strong = contrast(accent, background) < 3 ? readable(accent, background, 3) : accent;
  const colors: Record<string, Color> = {
    background: mix(background, white, isDark ? 0.06 : 0),
    text,
    accent: strong,
    'on-accent': contrast(white, strong) < 4.5 ? inkOn(strong) : white,
    link: readable(accent, surface, 4.6),
    muted: readable(mix(background, text, 0.68), surface, 4.6),
    outline: readable(mix(background, text, 0.4), background, 3.1),
    from: colorOfHex(site?.gradient[0]) ?? strong,
    to: colorOfHex(site?.gradient[1]) ?? strong,
    ink: colorOfHex(site?.onGradient) ?? inkOn(strong),
  };
  for (const [name, hex] of Object.entries(signals)) {
    const color = colorOfHex(hex)!;
    colors[name] = readable(color, mix(surface, readable(color, surface), 0.13), 4.6);
  }
  const tokens = Object.entries(colors).map(
    ([name, color]) => [`--_${name}`, `var(--cc-${name},${hexOf(color)})`] as const,
  );
  return { 'color-scheme': isDark ? 'dark' : 'light', ...Object.fromEntries(tokens) };
}
