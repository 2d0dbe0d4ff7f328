/**
 * What Lit keeps of a style sheet, for the build: the same as its `css-tag.js` without the ways round browsers that can't
 * adopt style sheets, which the center needs in any case.
 */
export class CSSResult {
  private sheet: CSSStyleSheet | undefined;

  constructor(readonly cssText: string) {}

  /** Made once, and only when it is needed. */
  get styleSheet(): CSSStyleSheet {
    if (!this.sheet) (this.sheet = new CSSStyleSheet()).replaceSync(this.cssText);
    return this.sheet;
  }

  toString(): string {
    return this.cssText;
  }
}

export const supportsAdoptingStyleSheets = true;
export const unsafeCSS = (text: string): CSSResult => new CSSResult(text);
export const css = (strings: TemplateStringsArray, ...values: CSSResult[]): CSSResult =>
  new CSSResult(String.raw({ raw: strings }, ...values));
export const getCompatibleStyle = (style: CSSResult | CSSStyleSheet) => style;
export const adoptStyles = (root: ShadowRoot, styles: (CSSResult | CSSStyleSheet)[]): void => {
  root.adoptedStyleSheets = styles.map((style) => (style instanceof CSSStyleSheet ? style : style.styleSheet));
};
