'use strict';

/*
 * Pays all the time in the containers of test/node, each time with a login at ledger.js. It has the password from its
 * environment, as it was when it started, or from a file, which it reads again when its volume has changed. Prints how
 * many payments were made and how many failed.
 */

const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const PAY_EVERY_MS = 40;
const LOOK_EVERY_MS = 500;
const PRINT_EVERY_MS = 200;

/** @type {{ host: string, folder?: string }} */
const { host, folder } = JSON.parse(process.env.PAYER ?? '');
const counts = { paid: 0, failed: 0 };
let isEnding = false;
let password = read();

function read() {
  return folder === undefined ? process.env.PASSWORD : fs.readFileSync(path.join(folder, 'password'), 'utf8');
}

/** @returns {Promise<boolean>} */
function pay() {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(5432, host, () => socket.write(`PAY ${password}\n`));
    socket.on('data', (bytes) => { answer += bytes.toString(); });
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => resolve(answer === 'OK\n'));
  });
}

async function main() {
  const ready = http.createServer((_, response) => response.end('ok'));
  for (let last = 0, looked = Date.now(); !isEnding;) {
    if (folder !== undefined && Date.now() - looked > LOOK_EVERY_MS) {
      password = read();
      looked = Date.now();
    }
    const isPaid = await pay();
    counts[isPaid ? 'paid' : 'failed'] += 1;
    if (isPaid && !ready.listening) ready.listen(8080);
    if (!isPaid || Date.now() - last > PRINT_EVERY_MS) {
      process.stdout.write(`${JSON.stringify(counts)}\n`);
      last = Date.now();
    }
    await sleep(PAY_EVERY_MS);
  }
  process.exit();
}

process.on('SIGTERM', () => { isEnding = true; });
void main();
