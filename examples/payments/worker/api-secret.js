'use strict';

const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { backoffMs, sleep } = require('../shared/backoff.js');
const { errorCode } = require('../shared/log.js');

/**
 * @typedef {object} ApiSettings
 * @property {string} folder where the projected token, the CA and the namespace are mounted
 * @property {string} host
 * @property {number} port
 * @property {number} timeoutMs
 */

/** What each refusal means; only a wrong request is not worth another attempt. */
const REFUSALS = new Map([
  [400, 'the request is wrong'],
  [401, 'the token is not valid: expired, or for another audience'],
  [403, 'the service account may not get this Secret: see its Role and RoleBinding'],
  [404, 'the Secret does not exist (yet)'],
]);
const HOPELESS = [400];
/** A Secret has at most 1 MiB, in base64, with its metadata. */
const MAX_BYTES = 4 << 20;

class ApiError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ hopeless?: boolean, retryAfterMs?: number }} [options]
   */
  constructor(code, message, { hopeless = false, retryAfterMs = 0 } = {}) {
    super(message);
    this.code = code;
    this.hopeless = hopeless;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Gets one Secret by name, the only thing that the service account is allowed to do.
 *
 * The token is read for every request: the kubelet replaces it before it expires, and the file then holds another one.
 *
 * @param {ApiSettings} api
 * @param {string} name
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ resourceVersion: string, data: Map<string, Buffer> }>}
 */
async function getSecret(api, name, signal) {
  /** @param {string} file */
  const read = (file) => fs.readFileSync(path.join(api.folder, file), 'utf8').trim();
  const response = await request({
    host: api.host,
    port: api.port,
    ca: read('ca.crt'),
    path: `/api/v1/namespaces/${encodeURIComponent(read('namespace'))}/secrets/${encodeURIComponent(name)}`,
    headers: { authorization: `Bearer ${read('token')}`, accept: 'application/json' },
    timeout: api.timeoutMs,
    signal,
  });
  if (response.status !== 200) {
    throw new ApiError(`HTTP_${response.status}`, REFUSALS.get(response.status) ?? 'the API server cannot answer now', {
      hopeless: HOPELESS.includes(response.status),
      retryAfterMs: 1000 * (Number(response.retryAfter) || 0),
    });
  }
  const secret = JSON.parse(response.body);
  return {
    resourceVersion: secret.metadata.resourceVersion,
    data: new Map(Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')])),
  };
}

/**
 * Gets one Secret, again and again with backoff and full jitter until it is there or the signal is aborted.
 *
 * @param {ApiSettings} api
 * @param {string} name
 * @param {object} retry
 * @param {import('../shared/backoff.js').BackoffOptions} retry.backoff
 * @param {import('../shared/backoff.js').Clock} retry.clock
 * @param {import('../shared/log.js').Log} retry.log
 * @param {AbortSignal} retry.signal
 */
async function getSecretPatiently(api, name, { backoff, clock, log, signal }) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await getSecret(api, name, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      const refusal = error instanceof ApiError ? error : undefined;
      if (refusal?.hopeless) throw error;
      // What the server asks for is the least; jitter comes on top, or all who were told the same would come together.
      const delay = (refusal?.retryAfterMs ?? 0) + backoffMs(attempt, backoff);
      log('secret-not-read', {
        secret: name,
        error: errorCode(error),
        reason: refusal?.message,
        attempt: attempt + 1,
        retryInMs: Math.round(delay),
      });
      await sleep(delay, clock, signal);
      if (signal.aborted) return undefined;
    }
  }
}

/**
 * @param {https.RequestOptions} options
 * @returns {Promise<{ status: number, retryAfter: string | undefined, body: string }>}
 */
function request(options) {
  return new Promise((resolve, reject) => {
    // A new connection for each request: requests are rare, and a kept connection would outlive a change of the CA.
    const sent = https.get({ ...options, agent: false }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      let size = 0;
      response.on('data', (chunk) => {
        size += chunk.length;
        if (size > MAX_BYTES) sent.destroy(new ApiError('TOO_LARGE', 'the answer is larger than any Secret'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        body: Buffer.concat(chunks).toString('utf8'),
      }));
    });
    sent.on('timeout', () => sent.destroy(new ApiError('TIMEOUT', 'the API server did not answer in time')));
    sent.on('error', reject);
  });
}

module.exports = { ApiError, getSecret, getSecretPatiently };
