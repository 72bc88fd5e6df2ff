'use strict';

/*
 * Runs in a container of test/node: prints what its token is, and what it may do, as seen from inside of the pod.
 */

const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { fingerprint } = require('./fingerprint.js');
const { getSecret } = require('./worker/api-secret.js');

const { folder, name, key, other } = JSON.parse(process.env.READER ?? '');
const api = { folder, host: String(process.env.KUBERNETES_SERVICE_HOST), port: Number(process.env.KUBERNETES_SERVICE_PORT), timeoutMs: 5_000 };
/** @param {string} file */
const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');

/** @param {string} secret */
async function get(secret) {
  try {
    return fingerprint([['', (await getSecret(api, secret)).data.get(key) ?? '']]);
  } catch (error) {
    return String(/** @type {NodeJS.ErrnoException} */ (error).code);
  }
}

/** @param {string} query @returns {Promise<number | undefined>} */
function list(query) {
  const path = `/api/v1/namespaces/${read('namespace')}/secrets${query}`;
  return new Promise((resolve, reject) => {
    const options = { host: api.host, port: api.port, path, ca: read('ca.crt'), headers: { authorization: `Bearer ${read('token')}` } };
    https.get(options, (response) => { response.resume(); resolve(response.statusCode); }).on('error', reject);
  });
}

async function main() {
  const { aud, sub, exp, iat } = JSON.parse(Buffer.from(read('token').split('.')[1], 'base64url').toString());
  const { mode, gid } = fs.statSync(path.join(folder, 'token'));
  const token = { aud, sub, seconds: exp - iat, mode: (mode & 0o7777).toString(8).padStart(4, '0'), gid };
  const result = { uid: process.getuid?.(), token, named: await get(name), other: await get(other), list: await list(''), watch: await list('?watch=1') };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
setInterval(() => {}, 60_000);
process.on('SIGTERM', () => process.exit());
