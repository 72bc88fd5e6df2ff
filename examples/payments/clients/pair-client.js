'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { backoffMs } = require('../shared/backoff.js');

/** @typedef {{ username: string, password: string }} Credential */

const [folder, host, port] = process.argv.slice(2);
const number = (/** @type {string} */ name, /** @type {number} */ otherwise) => Number(process.env[name] ?? otherwise);
const pollMs = number('POLL_MS', 5_000);
const backoff = {
  baseMs: number('BACKOFF_BASE_MS', 100), capMs: number('BACKOFF_CAP_MS', 30_000), random: Math.random,
};
const log = (/** @type {object} */ fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);

/** The files of one generation: all below one target of `..data`. */
function readPair() {
  for (;;) {
    const target = targetOf();
    const text = (/** @type {string} */ name) => fs.readFileSync(path.join(folder, target, name), 'utf8').trimEnd();
    const credential = (/** @type {string} */ prefix) =>
      ({ username: text(`${prefix}username`), password: text(`${prefix}password`) });
    try {
      const current = credential('');
      const hasPrevious = fs.existsSync(path.join(folder, target, 'previous-password'));
      const previous = hasPrevious ? credential('previous-') : undefined;
      if (targetOf() === target) return { current, previous };
    } catch (error) {
      if (targetOf() === target) throw error;
    }
  }
}

function targetOf() {
  try {
    return fs.readlinkSync(path.join(folder, '..data'));
  } catch {
    return '';
  }
}

/**
 * @param {Credential} credential
 * @returns {Promise<net.Socket | undefined>} undefined where the server refuses it
 */
function login({ username, password }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), host, () => socket.write(`AUTH ${username} ${password}\n`));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('data', (answer) => {
      if (answer.toString().startsWith('+')) {
        socket.removeAllListeners('error').on('error', () => {});
        resolve(socket);
      } else {
        socket.destroy();
        resolve(undefined);
      }
    });
  });
}

/** Logs in with the current credential, else with the previous one. */
async function connect() {
  const pair = readPair();
  for (const [which, credential] of Object.entries(pair)) {
    const socket = credential && await login(credential);
    if (credential !== undefined && socket !== undefined) return { socket, which, credential };
  }
  return undefined;
}

/** Keeps a connection until it breaks, and moves it to another current credential when there is one. */
async function hold(/** @type {{ socket: net.Socket, credential: Credential }} */ { socket, credential }) {
  let closed = false;
  let used = credential;
  const watch = (/** @type {net.Socket} */ each) => {
    socket = each;
    closed = each.destroyed; // the one before may have closed while this one logged in
    each.once('close', () => { closed ||= each === socket; });
    each.resume();
  };
  watch(socket);
  while (!closed) {
    await sleep(pollMs);
    const { current } = readPair();
    if (current.username === used.username && current.password === used.password) continue;
    const next = await login(current).catch(() => undefined);
    if (next === undefined) continue;
    const old = socket;
    watch(next);
    used = current;
    old.destroy();
    log({ event: 'connected', with: 'current' });
  }
}

async function main() {
  for (let attempt = 0; ;) {
    const connection = await connect().catch(() => undefined);
    if (connection === undefined) {
      const delay = backoffMs(attempt, backoff);
      attempt += 1;
      log({ event: 'refused', retryInMs: Math.round(delay) });
      await sleep(delay);
    } else {
      attempt = 0;
      log({ event: 'connected', with: connection.which });
      await hold(connection);
    }
  }
}

void main();
