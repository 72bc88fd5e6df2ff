'use strict';

/**
 * @typedef {object} Clock What a program needs of time; a test gives one that it turns itself.
 * @property {() => number} now
 * @property {(work: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

/** @type {Clock} */
const systemClock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * @typedef {object} BackoffOptions
 * @property {number} baseMs upper bound of the first delay
 * @property {number} capMs upper bound of every delay
 * @property {() => number} random uniform in [0, 1)
 */

/**
 * Exponential backoff with full jitter: anything between nothing and the bound of this attempt. A fixed delay, or a bit
 * of jitter around one, would keep replicas in step that failed together, and they would all come back together.
 *
 * @param {number} attempt 0 for the first retry
 * @param {BackoffOptions} options
 */
function backoffMs(attempt, { baseMs, capMs, random }) {
  return random() * Math.min(capMs, baseMs * 2 ** attempt);
}

/**
 * Waits, or returns early when the signal is aborted.
 *
 * @param {number} ms
 * @param {Clock} clock
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function sleep(ms, clock, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

module.exports = { backoffMs, sleep, systemClock };
