/** Colours as red, green, blue between 0 and 1, opaque. */
export type Color = readonly [number, number, number];

export const black: Color = [0, 0, 0];
export const white: Color = [1, 1, 1];

/** `#rrggbb` only, which is what settings may hold. */
export function colorOfHex(hex = ''): Color | undefined {
  if (!/^#[\da-f]{6}$/i.test(hex)) return undefined;
  const channel = (at: number) => parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

export const hexOf = (color: Color): string =>
  `#${color
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** `share` of `over`, the rest of `under`: what the eye sees of a colour with that opacity. */
export const mix = (under: Color, over: Color, share: number): Color =>
  under.map((channel, at) => channel + (over[at]! - channel) * share) as unknown as Color;

function luminance(color: Color): number {
  const [red, green, blue] = color.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  ) as unknown as Color;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG 2: 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever is easier to read on `background`. */
export const inkOn = (background: Color): Color =>
  contrast(white, background) >= contrast(black, background) ? white : black;

/** The colour nearest to `color` that reaches `ratio` on `background`. */
export function readable(color: Color, background: Color, ratio = 4.5): Color {
  const pole = inkOn(background);
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(color, pole, share);
    if (contrast(candidate, background) >= ratio) return candidate;
  }
  return pole;
}
