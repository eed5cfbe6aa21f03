import { backendName } from '../backend-name';
import type { Place } from './row';

/** Whether the tests run in a page. */
export const inBrowser: boolean = typeof document !== 'undefined';

/** Where the current vitest project runs. */
export const place: Place =
  backendName === 'webgpu' ? (inBrowser ? 'webgpu (Chromium)' : 'webgpu (Node)') : (backendName as Place);
