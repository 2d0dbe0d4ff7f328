declare module '*.mjml' {
  /** Compiled HTML with its merge fields. */
  export const html: string;
}

declare module '*?raw' {
  const text: string;
  export default text;
}
