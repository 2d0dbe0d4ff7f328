/** Relative luminance of `#rrggbb` as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Contrast of a text colour at the worst point of a gradient: every mixture lies between its two ends. */
export const worstContrast = (text: string, gradient: readonly [string, string]): number =>
  Math.min(contrast(text, gradient[0]), contrast(text, gradient[1]));

/** Black or white, whichever is easier to read on the whole gradient. */
export const textOn = (gradient: readonly [string, string]): '#000000' | '#ffffff' =>
  worstContrast('#ffffff', gradient) >= worstContrast('#000000', gradient) ? '#ffffff' : '#000000';
