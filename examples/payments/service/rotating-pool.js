'use strict';

const { backoffMs, sleep } = require('../shared/backoff.js');
const { CredentialPool } = require('./credential-pool.js');

/**
 * @typedef {import('./credential-pool.js').PoolSettings & {
 *   waitMs: number,
 *   drainMs: number,
 *   spreadMs: number,
 * }} RotatingPoolSettings
 *
 * - `waitMs`: how long work waits for a connection before it fails
 * - `drainMs`: how long work of the old credentials may go on after a change
 * - `spreadMs`: every replica sees a change at about the same time; each begins to reconnect at a random moment within
 * this time
 */

/**
 * A connection pool whose credentials change while it works.
 *
 * New credentials are tried beside the old: the old connections serve until the server has accepted the new
 * credentials, and then end with the work that they do. Credentials that the server refuses are tried again, ever less
 * often, and never take down what works. Whoever rotates keeps the old password valid meanwhile, and revokes it when
 * all replicas show the new version.
 *
 * With the previous credentials beside the current ones, it works whichever of the two the server takes: where the
 * server refuses the current ones and nothing else serves, the previous ones serve, and the current ones are tried on
 * until they are accepted.
 */
class RotatingPool {
  /** @type {CredentialPool | undefined} */
  #current;
  /** @type {CredentialPool | undefined} */
  #next;
  /** @type {{ credentials: import('./credential-pool.js').Credentials, version: string } | undefined} */
  #latest;
  /** @type {{ credentials: import('./credential-pool.js').Credentials, version: string } | undefined} */
  #previous;
  /**
   * Those of before, until their last connection is closed.
   *
   * @type {CredentialPool[]}
   */
  #ending = [];
  #failures = 0;
  #closed = false;

  /** @param {RotatingPoolSettings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  /** Version of the credentials that serve, or undefined before the first are accepted. */
  get version() {
    return this.#current?.version;
  }

  /**
   * Versions of all credentials with which work goes on, the oldest first.
   *
   * @returns {string[]}
   */
  get versionsInUse() {
    this.#ending = this.#ending.filter((pool) => pool.isOpen);
    return [...this.#ending, ...this.#current === undefined ? [] : [this.#current]].map(({ version }) => version);
  }

  /** Attempts to connect that failed, over all credentials. */
  get failures() {
    return this.#failures + (this.#current?.failures ?? 0) + (this.#next?.failures ?? 0);
  }

  /**
   * Moves to other credentials.
   *
   * @param {import('./credential-pool.js').Credentials} credentials
   * @param {string} version
   * @param {{ credentials: import('./credential-pool.js').Credentials, version: string }} [previous] serve while the
   * server refuses the others
   * @returns {Promise<boolean>} true once they serve; false when others, or the end, came before
   */
  async rotate(credentials, version, previous) {
    this.#abandonNext();
    if (this.#closed) return false;
    this.#latest = { credentials, version };
    this.#previous = previous;
    if (version === this.version) return true; // rolled back to what is in use

    const { backoff, clock, spreadMs } = this.settings;
    const next = new CredentialPool(credentials, version, this.settings, (pool) => this.#tryPrevious(pool));
    this.#next = next;
    if (this.#current !== undefined) {
      await sleep(backoffMs(0, { baseMs: spreadMs, capMs: spreadMs, random: backoff.random }), clock, next.ended);
    }
    if (next.ended.aborted) return false;
    try {
      const { connection } = await borrow(next);
      next.release(connection);
    } catch {
      return false; // abandoned while it was tried
    }
    if (next.ended.aborted) return false;

    this.#next = undefined;
    this.#serve(next);
    return true;
  }

  /**
   * Lends a connection to some work.
   *
   * @template T
   * @param {(connection: import('./credential-pool.js').Connection) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(work) {
    const pool = this.#current;
    if (pool === undefined) throw failure('NOT_READY', 'no credentials have been accepted yet');
    const { connection, lender } = await borrow(pool, this.settings);
    try {
      return await work(connection);
    } finally {
      lender.release(connection);
    }
  }

  /** Ends the work that goes on, as after a change of credentials, and takes no more. */
  close() {
    this.#closed = true;
    this.#abandonNext();
    this.#current?.end(this.settings.drainMs)
      .forEach((waiter) => waiter.reject(failure('CLOSED', 'the pool is closed')));
    this.#current = undefined;
  }

  /** @param {CredentialPool} pool has a connection; takes over the work that waits */
  #serve(pool) {
    const old = this.#current;
    this.#current = pool;
    this.settings.log('credentials-in-use', { version: pool.version, before: old?.version });
    if (old !== undefined) {
      this.#failures += old.failures;
      this.#ending.push(old);
      for (const waiter of old.end(this.settings.drainMs)) pool.wait(waiter);
    }
  }

  /**
   * Serves with the previous credentials where nothing else works, after one attempt: the next one follows the next
   * refusal, and so keeps to its backoff.
   *
   * @param {CredentialPool} refused
   */
  async #tryPrevious(refused) {
    const [serving, previous, latest] = [this.#current, this.#previous, this.#latest];
    if (previous === undefined || previous.version === refused.version) return;
    if (serving !== undefined && (!serving.refused || serving.version === previous.version)) return;

    const pool = new CredentialPool(
      previous.credentials, previous.version, this.settings, (other) => this.#tryPrevious(other),
    );
    const accepted = await pool.open();
    if (!accepted || this.#closed || this.#current !== serving || this.#latest !== latest) {
      this.#failures += pool.failures;
      pool.end(0);
      return;
    }
    this.#serve(pool);
    // What served had the current credentials, and nobody tries them any more.
    if (this.#next === undefined && latest !== undefined) {
      void this.rotate(latest.credentials, latest.version, previous);
    }
  }

  #abandonNext() {
    if (this.#next === undefined) return;
    this.#failures += this.#next.failures;
    this.#next.end(0).forEach((waiter) => waiter.reject(failure('ABANDONED', 'other credentials came')));
    this.#next = undefined;
  }
}

/**
 * @param {CredentialPool} pool the work may end up with a connection of the one that follows it
 * @param {{ clock: import('../shared/backoff.js').Clock, waitMs: number }} [limit]
 * @returns {Promise<{ connection: import('./credential-pool.js').Connection, lender: CredentialPool }>}
 */
function borrow(pool, limit) {
  return new Promise((resolve, reject) => {
    /** @type {unknown} */
    let timer;
    /** @param {() => void} settle */
    const end = (settle) => {
      waiter.waiting = false;
      limit?.clock.clearTimeout(timer);
      settle();
    };
    /** @type {import('./credential-pool.js').Waiter} */
    const waiter = {
      waiting: true,
      lend: (connection, lender) => end(() => resolve({ connection, lender })),
      reject: (error) => end(() => reject(error)),
    };
    if (limit !== undefined) {
      timer = limit.clock.setTimeout(
        () => waiter.reject(failure('NO_CONNECTION', `no connection within ${limit.waitMs} ms`)), limit.waitMs,
      );
    }
    pool.wait(waiter);
  });
}

/**
 * @param {string} code
 * @param {string} message
 */
function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

module.exports = { RotatingPool };
