'use strict';

const { sleep, systemClock } = require('../shared/backoff.js');
const { fingerprint } = require('../shared/fingerprint.js');
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
  let reloads = 0;
  let problems = 0;
  let stopping = false;

  /** @param {import('./mounted-files.js').Snapshot} latest */
  const load = (latest) => {
    snapshot = latest;
    const { current, previous } = pairOf(latest);
    void pool.rotate(current.credentials, current.version, previous);
  };
  mounted.on('change', (latest) => {
    reloads += 1;
    log('files-changed', { version: latest.version });
    load(latest);
  });
  mounted.on('problem', (error) => {
    problems += 1;
    log('files-problem', { error: errorCode(error) });
  });

  const state = () => {
    const { current, previous } = pairOf(snapshot);
    const inUse = pool.version ?? null;
    return {
      mounted: snapshot.version,
      // The kubelet names the directory by the time at which it wrote the files: made of nothing that is in them.
      read: mounted.target ?? null,
      database: { loaded: current.version, previous: previous?.version ?? null, inUse },
    };
  };

  const server = httpServer({
    // Alive is not ready: a restart would not bring the database back, and all replicas restarting would keep it down.
    'GET /healthz': () => ({ status: 200 }),
    'GET /readyz': () => ({ status: !stopping && pool.version !== undefined ? 200 : 503 }),
    'GET /version': () => ({ status: 200, body: state() }),
    'GET /metrics': () => ({ status: 200, body: metrics(state(), { reloads, problems, failures: pool.failures }) }),
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

/** @param {import('./mounted-files.js').Snapshot} snapshot has the current credentials, and maybe the previous ones */
function pairOf(snapshot) {
  /** @param {string[]} names */
  const credential = ([username, password]) => {
    const credentials = { username: snapshot.text(username), password: snapshot.text(password) };
    // By their own fingerprint, so that a new gateway key alone does not reconnect the database.
    return { credentials, version: fingerprint(Object.entries(credentials)) };
  };
  return {
    current: credential(CURRENT),
    previous: PREVIOUS.every((name) => snapshot.has(name)) ? credential(PREVIOUS) : undefined,
  };
}

/**
 * The gap between "the Secret was changed" and "this replica uses it" is where outages are made: both ends of it are
 * shown.
 *
 * @param {{
 *   mounted: string,
 *   read: string | null,
 *   database: { loaded: string, previous: string | null, inUse: string | null },
 * }} state
 * @param {{ reloads: number, problems: number, failures: number }} counts
 */
function metrics(state, counts) {
  return [
    '# HELP payments_files_info Fingerprint of the mounted credentials, and the directory that they were read from, '
      + 'whose name has the time at which the kubelet wrote it.',
    '# TYPE payments_files_info gauge',
    `payments_files_info{version="${state.mounted}",read="${state.read ?? ''}"} 1`,
    '# HELP payments_database_credentials_info Fingerprint of the database credentials: read from the files, and '
      + 'accepted by the database.',
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
