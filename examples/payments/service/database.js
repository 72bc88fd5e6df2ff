'use strict';

const { EventEmitter } = require('node:events');
const net = require('node:net');
const tls = require('node:tls');

/*
 * A client of Redis and Valkey in one file: the handshake is short, and with ACLs a user may have two passwords at
 * once, which a rotation without downtime needs. Any driver that connects with given credentials can replace it; README.md
 * shows PostgreSQL.
 */

/**
 * @typedef {object} DatabaseAddress
 * @property {string} host
 * @property {number} port
 * @property {boolean} tls
 * @property {number} timeoutMs for the connection and the handshake together
 */

/** One authenticated connection. Answers come in the order of the commands. */
class DatabaseConnection extends EventEmitter {
  /** @type {{ resolve: (value: unknown) => void, reject: (error: Error) => void }[]} */
  #pending = [];
  #received = Buffer.alloc(0);
  #socket;

  /** @param {net.Socket} socket */
  constructor(socket) {
    super();
    this.#socket = socket;
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      this.#pending.splice(0).forEach(({ reject }) => reject(failure('CONNECTION_CLOSED')));
      this.emit('close');
    });
  }

  /**
   * @param {...string} words
   * @returns {Promise<unknown>}
   */
  command(...words) {
    return new Promise((resolve, reject) => {
      if (!this.#socket.writable) {
        reject(failure('CONNECTION_CLOSED'));
        return;
      }
      this.#pending.push({ resolve, reject });
      this.#socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
      );
    });
  }

  close() {
    this.#socket.destroy();
  }

  /** @param {Buffer} bytes */
  #receive(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end < 0) return;
      const type = String.fromCharCode(this.#received[0]);
      const line = this.#received.toString('utf8', 1, end);
      let size = end + 2;
      /** @type {unknown} */
      let value = line;
      if (type === ':') {
        value = Number(line);
      } else if (type === '$') {
        const length = Number(line);
        if (length >= 0) {
          if (this.#received.length < size + length + 2) return;
          value = this.#received.toString('utf8', size, size + length);
          size += length + 2;
        } else {
          value = null;
        }
      } else if (type !== '+' && type !== '-') {
        this.close(); // out of step: what follows cannot be trusted
        return;
      }
      this.#received = this.#received.subarray(size);
      const waiting = this.#pending.shift();
      if (type === '-') {
        // The first word is the code; the rest of the message may quote the command.
        waiting?.reject(failure(line.split(' ')[0]));
      } else {
        waiting?.resolve(value);
      }
    }
  }
}

/**
 * @param {DatabaseAddress} address
 * @param {import('./credential-pool.js').Credentials} credentials
 * @returns {Promise<DatabaseConnection>} once the server has accepted the credentials
 */
async function connect(address, { username, password }) {
  const { host, port, timeoutMs } = address;
  const socket = address.tls
    ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host })
    : net.connect({ host, port });
  const connection = new DatabaseConnection(socket);
  /** @type {string | undefined} */
  let code;
  const timer = setTimeout(() => {
    code = 'CONNECT_TIMEOUT';
    connection.close();
  }, timeoutMs);
  socket.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    code = error.code;
  });
  try {
    await new Promise((resolve, reject) => {
      // Not before the certificate has been checked: what is written earlier could go to anybody.
      socket.once(address.tls ? 'secureConnect' : 'connect', resolve);
      socket.once('close', () => reject(failure('CONNECTION_CLOSED')));
    });
    await connection.command('AUTH', username, password);
    return connection;
  } catch (error) {
    connection.close();
    throw code === undefined ? error : failure(code);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tells an error of `connect` by which the server refuses the credentials.
 *
 * @param {unknown} error
 */
function isRefusal(error) {
  return error instanceof Error && /** @type {NodeJS.ErrnoException} */ (error).code === 'WRONGPASS';
}

/** @param {string} code */
function failure(code) {
  return Object.assign(new Error(`database: ${code}`), { code });
}

module.exports = { connect, DatabaseConnection, isRefusal };
