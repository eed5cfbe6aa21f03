import { trainSome } from './train-some.mjs';

/**
 * What happened on the page while a worker trained.
 *
 * @typedef {object} Watched
 * @property {string} kind how the worker ended: 'done', 'stopped' or 'failed'
 * @property {import('./train-some.mjs').Outcome} [outcome]
 * @property {string} [message]
 * @property {readonly number[]} steps that the worker reported, in its order
 * @property {number} frames that the page drew from the first step on
 * @property {number} ticks of a timer of 10 ms in the same time
 * @property {number} gap longest time without either, in milliseconds
 * @property {number} ms from the first step to the end
 */

/**
 * Trains in a worker, and watches that the page goes on.
 *
 * @param {import('./train-some.mjs').Request & { stopAt?: number }} request stopAt: the step at which to press the stop button
 * @returns {Promise<Watched>}
 */
function trainInWorker({ stopAt, ...request }) {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
  /** @type {number[]} */
  const steps = [];
  let [frames, ticks, gap, began, seen] = [0, 0, 0, 0, 0];
  const alive = () => {
    const now = performance.now();
    if (began > 0) gap = Math.max(gap, now - seen);
    seen = now;
  };
  const timer = setInterval(() => {
    alive();
    ticks++;
  }, 10);
  let frame = requestAnimationFrame(function draw() {
    alive();
    frames++;
    frame = requestAnimationFrame(draw);
  });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(`the worker did not start: ${event.message}`));
    worker.onmessage = ({ data: { kind, step, outcome, message } }) => {
      if (kind === 'step') {
        if (began === 0) [began, seen, frames, ticks] = [performance.now(), performance.now(), 0, 0];
        steps.push(step);
        if (step === stopAt) worker.postMessage({ kind: 'stop' });
        return;
      }
      alive();
      clearInterval(timer);
      cancelAnimationFrame(frame);
      worker.terminate();
      resolve({ kind, outcome, message, steps, frames, ticks, gap, ms: performance.now() - began });
    };
    worker.postMessage({ kind: 'start', ...request });
  });
}

Object.assign(globalThis, { trainSome, trainInWorker, ready: true });
