'use strict';

/*
 * Runs in the containers of test/node/sources.test.ts. Prints what it can say of a token, a certificate and other files without their
 * contents, a line of JSON for each change.
 */

const { createPrivateKey, X509Certificate } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const { fingerprint } = require('./fingerprint.js');

/** @type {{ token?: string, bundle?: string, authorities?: string, others?: string[] }} */
const { token, bundle, authorities, others = [] } = JSON.parse(process.env.SOURCES ?? '');

/** @param {string} file */
const text = (file) => fs.readFileSync(file, 'utf8');

/** @param {string} file */
function access(file) {
  const { mode, uid, gid } = fs.statSync(file);
  return { mode: (mode & 0o7777).toString(8).padStart(4, '0'), uid, gid };
}

/** @param {string} pem */
const certificatesOf = (pem) => (pem.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [])
  .map((block) => new X509Certificate(block));

/** @param {string} file */
function tokenIn(file) {
  const { aud, sub } = JSON.parse(Buffer.from(text(file).split('.')[1], 'base64url').toString());
  return { ...access(file), audience: aud, subject: sub };
}

/** @param {string} file */
function bundleIn(file) {
  const key = createPrivateKey(text(file));
  const [leaf] = certificatesOf(text(file));
  return { ...access(file), issuer: leaf.issuer, key: key.asymmetricKeyType, isPair: leaf.checkPrivateKey(key) };
}

/** @param {string} file */
const authoritiesIn = (file) => ({ ...access(file), subjects: certificatesOf(text(file)).map(({ subject }) => subject).sort() });

let answer = 0;
let last = '';
function report() {
  const seen = JSON.stringify({
    users: text('/proc/self/uid_map').trim().split(/\s+/).map(Number),
    token: token && tokenIn(token),
    answer,
    bundle: bundle && bundleIn(bundle),
    authorities: authorities && authoritiesIn(authorities),
    others: Object.fromEntries(others.map((file) => [file, { ...access(file), read: fingerprint([['', text(file)]]) }])),
  });
  if (seen !== last) process.stdout.write(`${JSON.stringify({ at: Date.now(), ...JSON.parse(seen) })}\n`);
  last = seen;
}

// What the API server says of a token that is for somebody else.
if (token !== undefined) {
  const headers = { Authorization: `Bearer ${text(token)}` };
  https.get({ host: process.env.KUBERNETES_SERVICE_HOST, path: '/api', headers, rejectUnauthorized: false }, (response) => {
    answer = response.statusCode ?? 0;
    response.resume();
  });
}
report();
setInterval(report, 50);
http.createServer((_, response) => response.end('ok')).listen(8080);
process.on('SIGTERM', () => process.exit());
