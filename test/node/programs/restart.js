'use strict';

/*
 * Runs in the containers of test/node/restart.test.ts. Prints when it starts and ends and what it has then, a line of JSON each. Contents
 * are told by their fingerprints only.
 */

const fs = require('node:fs');
const http = require('node:http');
const { fingerprint } = require('./fingerprint.js');

/** @type {{ role: string, link?: string, files?: string[], exitAfter?: number, exitCode?: number }} */
const { role, link, files = [], exitAfter, exitCode } = JSON.parse(process.env.PROGRAM ?? '');

/** @param {object} what */
const tell = (what) => process.stdout.write(`${JSON.stringify({ role, at: Date.now(), ...what })}\n`);
/** @param {string} content */
const print = (content) => fingerprint([['', content]]);

tell({
  started: true,
  variable: print(process.env.PASSWORD ?? ''),
  files: files.map((file) => print(fs.readFileSync(file, 'utf8'))),
});

if (role === 'init') process.exit();

if (link !== undefined) {
  const first = fs.readlinkSync(link);
  setInterval(() => {
    if (fs.readlinkSync(link) !== first) process.exit(exitCode);
  }, 100);
}

if (exitAfter !== undefined) setTimeout(() => process.exit(exitCode), exitAfter);

// Ends its work in ten seconds, as a server does that has requests in flight.
process.on('SIGTERM', () => {
  const since = Date.now();
  tell({ signal: true });
  setInterval(() => {
    tell({ working: Date.now() - since });
    if (Date.now() - since > 10_000) process.exit();
  }, 100);
});

http.createServer((request, response) => {
  if (request.url === '/stop') tell({ hook: true });
  response.end('ok');
}).listen(role === 'main' ? 8080 : 8081);
