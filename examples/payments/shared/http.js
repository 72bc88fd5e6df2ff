'use strict';

const http = require('node:http');
const { errorCode } = require('./log.js');

/**
 * @typedef {{ status: number, body?: unknown }} Answer an object is sent as JSON, a string as plain text
 * @typedef {Record<string, () => Answer | Promise<Answer>>} Routes by method and path, such as `GET /healthz`
 */

/**
 * A server for a handful of fixed routes.
 *
 * @param {Routes} routes
 * @param {import('./log.js').Log} log
 */
function httpServer(routes, log) {
  return http.createServer((request, response) => {
    request.resume();
    const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`;
    void answer(routes, route, log).then(({ status, body }) => {
      const text = typeof body === 'string' ? body : `${JSON.stringify(body ?? { status })}\n`;
      response.writeHead(status, { 'content-type': typeof body === 'string'
        ? 'text/plain; version=0.0.4'
        : 'application/json' });
      response.end(text);
    });
  });
}

/**
 * @param {Routes} routes
 * @param {string} route
 * @param {import('./log.js').Log} log
 * @returns {Promise<Answer>}
 */
async function answer(routes, route, log) {
  if (!Object.hasOwn(routes, route)) return { status: 404 };
  try {
    return await routes[route]();
  } catch (error) {
    log('request-failed', { route, error: errorCode(error) });
    return { status: 503 };
  }
}

module.exports = { httpServer };
