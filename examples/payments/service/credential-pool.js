'use strict';

const { backoffMs, sleep } = require('../shared/backoff.js');
const { errorCode } = require('../shared/log.js');

/**
 * @typedef {object} Connection what a driver gives
 * @property {(...words: string[]) => Promise<unknown>} command
 * @property {() => void} close
 * @property {(event: 'close', listener: () => void) => unknown} once
 */

/** @typedef {{ username: string, password: string }} Credentials */

/**
 * @typedef {object} PoolSettings
 * @property {(credentials: Credentials) => Promise<Connection>} connect resolves once the server has accepted the
 * credentials
 * @property {(error: unknown) => boolean} isRefusal tells an error of `connect` by which the server refuses the
 * credentials from one by which it cannot be reached
 * @property {number} size connections at most
 * @property {import('../shared/backoff.js').BackoffOptions} backoff
 * @property {import('../shared/backoff.js').Clock} clock
 * @property {import('../shared/log.js').Log} log
 */

/**
 * @typedef {object} Waiter work that wants a connection
 * @property {boolean} waiting false once it has one, or has given up
 * @property {(connection: Connection, lender: CredentialPool) => void} lend
 * @property {(error: Error) => void} reject
 */

/**
 * The connections of one set of credentials. They are opened one after the other, when somebody waits for one, and
 * after a failure with exponential backoff and full jitter: neither a wrong password nor a database that comes back
 * meets a storm of attempts.
 */
class CredentialPool {
  /** @type {Credentials} */
  #credentials;
  /** @type {Connection[]} */
  #idle = [];
  /** @type {Set<Connection>} */
  #open = new Set();
  /** @type {Waiter[]} */
  #waiters = [];
  #growing = false;
  /** @type {unknown} */
  #deadline;
  #ended = new AbortController();

  /**
   * @param {Credentials} credentials
   * @param {string} version
   * @param {PoolSettings} settings
   * @param {(pool: CredentialPool) => Promise<void>} [onRefusal] what is done after each refusal, before the wait
   */
  constructor(credentials, version, settings, onRefusal) {
    this.#credentials = credentials;
    this.version = version;
    this.settings = settings;
    this.onRefusal = onRefusal;
    this.failures = 0;
    /** The server has refused the credentials, and not accepted them since. */
    this.refused = false;
  }

  /** Whether a connection is open. */
  get isOpen() {
    return this.#open.size > 0;
  }

  /**
   * Aborted when this pool takes no more work.
   *
   * @returns {AbortSignal}
   */
  get ended() {
    return this.#ended.signal;
  }

  /**
   * Opens one connection, without a second attempt.
   *
   * @returns {Promise<boolean>}
   */
  async open() {
    try {
      await this.#connect();
    } catch (error) {
      log(this, error, {});
    }
    return this.#open.size > 0;
  }

  /** @param {Waiter} waiter gets a connection, now or when there is one */
  wait(waiter) {
    const connection = this.#idle.pop();
    if (connection !== undefined) {
      waiter.lend(connection, this);
      return;
    }
    this.#waiters.push(waiter);
    void this.#grow();
  }

  /** @param {Connection} connection */
  release(connection) {
    if (!this.#open.has(connection)) return; // it broke while it was lent
    if (this.ended.aborted) {
      connection.close();
    } else if (this.#wanted) {
      /** @type {Waiter} */ (this.#waiters.shift()).lend(connection, this);
    } else {
      this.#idle.push(connection);
    }
  }

  /**
   * Takes no more work: closes what is idle now, and what is lent once it is given back, or after `drainMs`.
   *
   * @param {number} drainMs
   * @returns {Waiter[]} those who still waited here
   */
  end(drainMs) {
    this.#ended.abort();
    for (const connection of this.#idle.splice(0)) connection.close();
    if (this.#open.size > 0) {
      this.#deadline = this.settings.clock.setTimeout(
        () => this.#open.forEach((connection) => connection.close()), drainMs,
      );
    }
    return this.#waiters.splice(0);
  }

  /** Whether somebody still waits. */
  get #wanted() {
    this.#waiters = this.#waiters.filter((waiter) => waiter.waiting);
    return this.#waiters.length > 0;
  }

  async #grow() {
    if (this.#growing) return;
    this.#growing = true;
    const { backoff, clock, size } = this.settings;
    for (let attempt = 0; !this.ended.aborted && this.#wanted && this.#open.size < size;) {
      try {
        await this.#connect();
        attempt = 0;
      } catch (error) {
        const delay = backoffMs(attempt, backoff);
        attempt += 1;
        log(this, error, { attempt, retryInMs: Math.round(delay) });
        if (this.refused && !this.ended.aborted) await this.onRefusal?.(this);
        await sleep(delay, clock, this.ended);
      }
    }
    this.#growing = false;
  }

  async #connect() {
    const { connect, isRefusal } = this.settings;
    try {
      const connection = await connect(this.#credentials);
      this.refused = false;
      this.#open.add(connection);
      connection.once('close', () => this.#forget(connection));
      this.release(connection);
    } catch (error) {
      this.failures += 1;
      this.refused = isRefusal(error);
      throw error;
    }
  }

  /** @param {Connection} connection */
  #forget(connection) {
    this.#open.delete(connection);
    this.#idle = this.#idle.filter((other) => other !== connection);
    if (this.#open.size === 0) this.settings.clock.clearTimeout(this.#deadline);
    if (!this.ended.aborted && this.#wanted) void this.#grow();
  }
}

/**
 * @param {CredentialPool} pool
 * @param {unknown} error
 * @param {{ attempt?: number, retryInMs?: number }} fields
 */
function log(pool, error, fields) {
  pool.settings.log('connect-failed', { version: pool.version, error: errorCode(error), ...fields });
}

module.exports = { CredentialPool };
