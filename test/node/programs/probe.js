'use strict';

/*
 * Runs in the containers of test/node, next to the programs of examples/payments. Prints what its container sees, a line of JSON for each
 * change. Contents are told by their fingerprints only.
 */

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { fingerprint } = require('./fingerprint.js');

const LOOK_EVERY_MS = 50;

/** @type {{ folder: string, files: string[], variable?: string }} */
const { folder, files, variable } = JSON.parse(process.env.PROBE ?? '');
/** How often the kernel said something about the folder of the mount, and about the files in it. */
const notices = { folder: 0, files: 0 };

/** @param {string} content */
const print = (content) => fingerprint([['', content]]);

/** @template T @param {() => T} work @returns {T | string} */
function orCode(work) {
  try {
    return work();
  } catch (error) {
    return String(/** @type {NodeJS.ErrnoException} */ (error).code);
  }
}

/** @param {string} file */
function look(file) {
  return orCode(() => {
    const { mode, uid, gid } = fs.statSync(file);
    return { mode: (mode & 0o7777).toString(8).padStart(4, '0'), uid, gid, read: orCode(() => print(fs.readFileSync(file, 'utf8'))) };
  });
}

/** The options of what is mounted on the folder. */
function mountOptions() {
  const mounts = fs.readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map((line) => line.split(' '));
  return mounts.find(([, , , , path]) => path === folder)?.[5].split(',');
}

/** The files below one target of the link, as a program has to read them; where there is no link, the files themselves. */
function observe() {
  const link = orCode(() => fs.readlinkSync(path.join(folder, '..data')));
  const root = path.join(folder, link.startsWith('..') ? link : '');
  return {
    user: { uid: process.getuid?.(), gid: process.getgid?.(), groups: process.getgroups?.() },
    link,
    readOnly: mountOptions()?.includes('ro'),
    files: Object.fromEntries(files.map((file) => [file, look(path.join(root, file))])),
    variable: variable === undefined ? undefined : print(process.env[variable] ?? ''),
    token: fs.existsSync('/var/run/secrets/kubernetes.io'),
    notices,
  };
}

let last = '';
function report() {
  const seen = JSON.stringify(observe());
  if (seen !== last) process.stdout.write(`${JSON.stringify({ at: Date.now(), ...JSON.parse(seen) })}\n`);
  last = seen;
}

orCode(() => fs.watch(folder, () => { notices.folder += 1; }));
files.forEach((file) => orCode(() => fs.watch(path.join(folder, file), () => { notices.files += 1; })));
report();
setInterval(report, LOOK_EVERY_MS);
http.createServer((_, response) => response.end('ok')).listen(8080);
process.on('SIGTERM', () => process.exit());
