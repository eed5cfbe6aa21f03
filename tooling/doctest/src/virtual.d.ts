declare module 'virtual:doc-examples' {
  export const documents: readonly {
    readonly path: string;
    readonly examples: readonly { readonly title: string; readonly line: number; readonly run?: () => Promise<unknown> }[];
  }[];
}
