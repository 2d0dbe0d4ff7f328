/** Handler of a picture's `error`: what does not load leaves no broken frame behind. */
export const hideBroken = ({ target }: Event): void => {
  (target as HTMLElement).hidden = true;
};
