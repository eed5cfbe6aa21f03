import { trainSome } from './train-some.mjs';

/** @typedef {{ kind: 'start' } & import('./train-some.mjs').Request | { kind: 'stop' }} Message */

let stop = new AbortController();

self.onmessage = async (/** @type {MessageEvent<Message>} */ { data }) => {
  if (data.kind === 'stop') return stop.abort();
  stop = new AbortController();
  try {
    const outcome = await trainSome(data, (step) => self.postMessage({ kind: 'step', step }), stop.signal);
    self.postMessage({ kind: 'done', outcome });
  } catch (error) {
    const kind = stop.signal.aborted ? 'stopped' : 'failed';
    self.postMessage({ kind, message: String(/** @type {Error} */ (error)?.message ?? error) });
  }
};
