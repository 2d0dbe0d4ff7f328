/** What the provider's fields look like: as the fields of the center on this page. */

/** What the browser makes of a token: `color-mix`, `currentColor` and `min()` become plain numbers, which all can read. */
function readBy(probe: HTMLElement) {
  return {
    color: (token: string): string => {
      probe.style.color = `color-mix(in srgb,var(--_${token}),var(--_${token}))`;
      const numbers = getComputedStyle(probe).color.match(/(?<= )[\d.]+(e-\d+)?/g) ?? [];
      const [red = 0, green = 0, blue = 0, opacity = 1] = numbers.map(Number);
      const channels = [red, green, blue].map((channel) => Math.round(channel * 255)).join();
      return opacity < 1 ? `rgba(${channels},${opacity.toFixed(2)})` : `rgb(${channels})`;
    },
    corners: (token: string): string => {
      probe.style.borderRadius = `var(--_${token})`;
      return getComputedStyle(probe).borderTopLeftRadius;
    },
  };
}

/** Stripe's appearance, from the tokens of the root around the fields. */
export function appearanceOf(host: HTMLElement): object {
  const style = getComputedStyle(host);
  const probe = document.createElement('i');
  host.shadowRoot!.append(probe);
  const { color, corners } = readBy(probe);
  const accent = color('accent');
  const appearance = {
    theme: style.colorScheme === 'dark' ? 'night' : 'stripe',
    labels: 'above',
    variables: {
      colorPrimary: accent,
      colorBackground: color('background'),
      colorText: color('text'),
      colorTextSecondary: color('muted'),
      colorTextPlaceholder: color('muted'),
      colorDanger: color('danger'),
      fontFamily: style.fontFamily,
      // Browsers on phones zoom into smaller fields.
      fontSizeBase: `${Math.max(16, parseFloat(style.fontSize))}px`,
      borderRadius: corners('small-radius'),
      spacingUnit: '4px',
    },
    rules: {
      '.Input': { border: `1px solid ${color('outline')}`, boxShadow: 'none' },
      '.Input:focus': { border: `1px solid ${accent}`, boxShadow: `0 0 0 1px ${accent}`, outline: 'none' },
      '.Input--invalid': { boxShadow: 'none' },
      '.Label': { fontWeight: '600' },
    },
  };
  probe.remove();
  return appearance;
}

/** Web fonts that the page has from a style sheet of its own kind: a frame inherits none. */
export const fontsOfPage = (): object[] =>
  [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet][href^="https://fonts."]')].map(({ href }) => ({
    cssSrc: href,
  }));
