/** What of the analyzer's programmatic interface the build uses; its own types cover its configuration file only. */
declare module '@custom-elements-manifest/analyzer' {
  interface SourceFile {
    readonly fileName: string;
  }
  export const ts: {
    ScriptTarget: { Latest: number };
    createSourceFile(fileName: string, text: string, target: number, setParents: boolean): SourceFile;
  };
  /** Answers a custom-elements manifest, JSON of schema version 1.0.0. */
  export function create(options: { modules: SourceFile[]; plugins: unknown[] }): unknown;
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[];
}
