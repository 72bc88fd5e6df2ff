'use strict';

const { sleep, systemClock } = require('../shared/backoff.js');
const { httpServer } = require('../shared/http.js');
const { errorCode, logLine } = require('../shared/log.js');
const { MountedFiles } = require('./mounted-files.js');
const { RotatingPool } = require('./rotating-pool.js');

/**
 * @typedef {object} ServiceSettings
 * @property {string} secretsFolder mount path of the credentials
 * @property {{ url: string }} gateway
 * @property {import('./credential-pool.js').PoolSettings['connect']} connect
 * @property {import('./credential-pool.js').PoolSettings['isRefusal']} isRefusal
 * @property {Partial<import('./mounted-files.js').MountedFilesOptions>} [files]
 * @property {Partial<import('./rotating-pool.js').RotatingPoolSettings>} [pool]
 * @property {import('../shared/backoff.js').Clock} [clock]
 * @property {() => number} [random]
 * @property {import('../shared/log.js').Log} [log]
 * @property {number} [lastCallMs] how long requests are accepted after the signal to end: Services still send some for
 * a moment
 */

const CURRENT = ['database/username', 'database/password'];
const PREVIOUS = ['database/previous-username', 'database/previous-password'];
const GATEWAY_KEY = 'gateway/key';

/** Ends the version of credentials that were the previous ones when they were read the first time. */
const PREVIOUS_OF = '/previous';

/** How the kubelet names directories. */
const DIRECTORY = /^\.\.\d{4}(?:_\d\d){5}\.\d+$/;

/**
 * The payment service: takes credentials from files, and other ones whenever the files change, without a restart.
 *
 * @param {ServiceSettings} settings
 */
function createService({
  secretsFolder, gateway, connect, isRefusal, files, pool: poolSettings, clock = systemClock, random = Math.random,
  log = logLine, lastCallMs = 5_000,
}) {
  const mounted = new MountedFiles({
    folder: secretsFolder,
    files: [...CURRENT, GATEWAY_KEY],
    optional: PREVIOUS,
    clock,
    ...files,
  });
  const pool = new RotatingPool({
    connect,
    isRefusal,
    size: 4,
    waitMs: 2_000,
    drainMs: 20_000,
    spreadMs: 5_000,
    backoff: { baseMs: 200, capMs: 30_000, random },
    clock,
    log,
    ...poolSettings,
  });
  /** @type {import('./mounted-files.js').Snapshot} */
  let snapshot;
  /** @type {Pair} */
  let pair;
  let reloads = 0;
  let problems = 0;
  let stopping = false;

  /** @param {import('./mounted-files.js').Snapshot} latest */
  const load = (latest) => {
    snapshot = latest;
    pair = pairOf(latest, pair);
    void pool.rotate(pair.current.credentials, pair.current.version, pair.previous);
  };
  mounted.on('change', (latest, before) => {
    reloads += 1;
    log('files-changed', { version: latest.version, files: latest.changedSince(before).join() });
    load(latest);
  });
  mounted.on('problem', (error) => {
    problems += 1;
    log('files-problem', { error: errorCode(error) });
  });

  const state = () => {
    const { current, previous } = pair;
    const versions = pool.versionsInUse;
    const old = versions.find((version) => version !== current.version);
    return {
      // The oldest directory from which something is in use: that of before while connections of before go on.
      inUse: old ?? (versions.length === 0 ? null : mounted.target ?? null),
      read: mounted.target ?? null,
      database: { loaded: current.version, previous: previous?.version ?? null, inUse: pool.version ?? null },
    };
  };

  const server = httpServer({
    // Alive is not ready: a restart would not bring the database back, and all replicas restarting would keep it down.
    'GET /healthz': () => ({ status: 200 }),
    'GET /readyz': () => ({ status: !stopping && pool.version !== undefined ? 200 : 503 }),
    'GET /version': () => ({ status: 200, body: state() }),
    'GET /metrics': () => ({
      status: 200,
      body: metrics(secretsFolder, state(), { reloads, problems, failures: pool.failures }),
    }),
    'POST /payments': async () => {
      const payment = await pool.run((connection) => connection.command('INCR', 'payments'));
      // The key is looked up for each call: a copy kept from the start would be the old one after a rotation.
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'authorization': `Bearer ${snapshot.text(GATEWAY_KEY)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ payment }),
        signal: AbortSignal.timeout(10_000),
      });
      return response.ok ? { status: 201, body: { payment } } : { status: 502, body: { gateway: response.status } };
    },
  }, log);

  return {
    server,
    state,
    start() {
      const first = mounted.start();
      log('started', { version: first.version });
      load(first);
    },
    /** Says that it is not ready, serves on for a moment, and then ends with the work that goes on. */
    async stop() {
      stopping = true;
      await sleep(lastCallMs, clock);
      mounted.stop();
      server.close();
      server.closeIdleConnections();
      pool.close();
    },
  };
}

/**
 * @typedef {{ credentials: import('./credential-pool.js').Credentials, version: string }} VersionedCredentials
 * @typedef {{ current: VersionedCredentials, previous: VersionedCredentials | undefined }} Pair
 */

/**
 * The credentials of a snapshot. Each has as its version the directory from which it was read the first time, so that
 * a new gateway key alone does not reconnect the database.
 *
 * @param {import('./mounted-files.js').Snapshot} snapshot has the current credentials, and maybe the previous ones
 * @param {Pair | undefined} before those of the snapshot before
 * @returns {Pair}
 */
function pairOf(snapshot, before) {
  /**
   * @param {string[]} names
   * @param {string} version
   */
  const credential = ([username, password], version) => {
    const credentials = { username: snapshot.text(username), password: snapshot.text(password) };
    const known = [before?.current, before?.previous].find((other) => other?.credentials.username === credentials.username
      && other.credentials.password === credentials.password);
    return { credentials, version: known?.version ?? version };
  };
  const current = credential(CURRENT, snapshot.version);
  return {
    current,
    previous: PREVIOUS.every((name) => snapshot.has(name))
      ? credential(PREVIOUS, `${snapshot.version}${PREVIOUS_OF}`) : undefined,
  };
}

/**
 * The gap between "the Secret was changed" and "this replica uses it" is where outages are made: both ends of it are
 * shown. Nothing here is made of a value.
 *
 * @param {string} folder
 * @param {{
 *   inUse: string | null,
 *   read: string | null,
 *   database: { loaded: string, previous: string | null, inUse: string | null },
 * }} state
 * @param {{ reloads: number, problems: number, failures: number }} counts
 */
function metrics(folder, state, counts) {
  return [
    // Read by `strongbox rotate wait --metrics`. Missing until the database has accepted what was read.
    '# HELP strongbox_files_in_use_info Oldest directory of the volume from which something is in use: the kubelet '
      + 'names it by the time at which it wrote the files.',
    '# TYPE strongbox_files_in_use_info gauge',
    ...(DIRECTORY.test(state.inUse ?? '')
      ? [`strongbox_files_in_use_info{path="${folder}",directory="${state.inUse}"} 1`] : []),
    '# HELP payments_database_credentials_info Directory that the database credentials came in: those of the files, and '
      + 'those that the database has accepted.',
    '# TYPE payments_database_credentials_info gauge',
    `payments_database_credentials_info{loaded="${state.database.loaded}",in_use="${state.database.inUse ?? ''}"} 1`,
    '# HELP payments_database_credentials_stale 1 while the database credentials in use are not those of the files.',
    '# TYPE payments_database_credentials_stale gauge',
    `payments_database_credentials_stale ${state.database.loaded === state.database.inUse ? 0 : 1}`,
    '# HELP payments_files_reloads_total Changes of the mounted credentials.',
    '# TYPE payments_files_reloads_total counter',
    `payments_files_reloads_total ${counts.reloads}`,
    '# HELP payments_files_problems_total Failures to read or watch the mounted credentials.',
    '# TYPE payments_files_problems_total counter',
    `payments_files_problems_total ${counts.problems}`,
    '# HELP payments_database_connect_failures_total Connections that the database refused or that failed.',
    '# TYPE payments_database_connect_failures_total counter',
    `payments_database_connect_failures_total ${counts.failures}`,
    '',
  ].join('\n');
}

module.exports = { createService };
