'use strict';

const { sleep, systemClock } = require('../shared/backoff.js');
const { httpServer } = require('../shared/http.js');
const { errorCode, logLine } = require('../shared/log.js');
const { getSecretPatiently } = require('./api-secret.js');

/**
 * @typedef {object} WorkerSettings
 * @property {import('./api-secret.js').ApiSettings} api
 * @property {string} secretName
 * @property {string} secretKey
 * @property {number} intervalMs from the end of one settlement to the next
 * @property {(key: string) => Promise<void>} settle
 * @property {import('../shared/backoff.js').Clock} [clock]
 * @property {() => number} [random]
 * @property {import('../shared/log.js').Log} [log]
 */

/**
 * The settlement worker: before each settlement it gets the gateway key from the API, and keeps no copy of it.
 *
 * @param {WorkerSettings} settings
 */
function createWorker(
  { api, secretName, secretKey, intervalMs, settle, clock = systemClock, random = Math.random, log = logLine },
) {
  const ended = new AbortController();
  const { signal } = ended;
  const backoff = { baseMs: 500, capMs: 60_000, random };
  /**
   * The version of the Secret whose key is in use, as the API server counts it. A hash of the key would let anyone who
   * sees it test guesses.
   *
   * @type {string | undefined}
   */
  let version;

  async function settleOnce() {
    const secret = await getSecretPatiently(api, secretName, { backoff, clock, log, signal });
    if (secret === undefined) return;
    const key = secret.data.get(secretKey);
    if (key === undefined) {
      log('key-missing', { secret: secretName, key: secretKey });
      return;
    }
    const latest = secret.resourceVersion;
    if (latest !== version) log('secret-changed', { version: latest, before: version });
    version = latest;
    await settle(key.toString('utf8'));
    log('settled', { version });
  }

  const server = httpServer({
    'GET /healthz': () => ({ status: 200 }),
    'GET /readyz': () => ({ status: version === undefined ? 503 : 200 }),
    'GET /version': () => ({ status: 200, body: { inUse: version ?? null } }),
  }, log);

  return {
    server,
    async run() {
      while (!signal.aborted) {
        try {
          await settleOnce();
        } catch (error) {
          log('settlement-failed', { error: errorCode(error) });
        }
        // Half of the interval is random, so that replicas that started together do not send requests together.
        await sleep(intervalMs * (0.5 + 0.5 * random()), clock, signal);
      }
    },
    stop() {
      ended.abort();
      server.close();
      server.closeIdleConnections();
    },
  };
}

module.exports = { createWorker };
