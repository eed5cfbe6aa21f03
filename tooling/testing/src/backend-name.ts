import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly backend: string;
  }
}

/** Name of the backend that the current vitest project runs on, in Node and in the browser. */
export const backendName: string = inject('backend');
