/**
 * Lit's property decorators for TypeScript's own decorators only. Lit's versions carry a second implementation for the
 * standard ones, which every page would load.
 */
import type { LitElement, PropertyDeclaration } from 'lit';

type Decorator = (prototype: LitElement, name: string) => void;

/** A public property, with an attribute unless `attribute` is false. */
export const property =
  (options?: PropertyDeclaration): Decorator =>
  (prototype, name) =>
    (prototype.constructor as typeof LitElement).createProperty(name, options);

/** A property of the element's own that re-renders it. */
export const state = (): Decorator => property({ state: true, attribute: false });
