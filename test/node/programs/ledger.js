'use strict';

/*
 * Stands in for a database in the containers of test/node. Takes payments, each with a login, and checks its password
 * against those that it accepts: the one of its environment, as a server that reads it at each start, or those that it
 * is told, as a server that has them in its data. `PAY password` is answered by `OK` or `DENIED`.
 */

const http = require('node:http');
const net = require('node:net');

/** @type {Set<string>} */
let accepted = new Set(process.env.POSTGRES_PASSWORD === undefined ? [] : [process.env.POSTGRES_PASSWORD]);
const counts = { paid: 0, denied: 0 };

net.createServer((socket) => {
  let received = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    received += bytes.toString();
    const end = received.indexOf('\n');
    if (end < 0) return;
    const isAccepted = accepted.has(received.slice('PAY '.length, end));
    counts[isAccepted ? 'paid' : 'denied'] += 1;
    socket.end(isAccepted ? 'OK\n' : 'DENIED\n');
  });
}).listen(5432);

// What it accepts from now on, and how many it took and refused. Only the test and the probes reach it.
http.createServer((request, response) => {
  let body = '';
  request.on('data', (bytes) => { body += bytes; });
  request.on('end', () => {
    if (request.method === 'PUT') accepted = new Set(JSON.parse(body));
    response.end(JSON.stringify(counts));
  });
}).listen(8080);
process.on('SIGTERM', () => process.exit());
