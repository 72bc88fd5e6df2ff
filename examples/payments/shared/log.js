'use strict';

/**
 * @callback Log
 * @param {string} event
 * @param {Record<string, string | number | boolean | undefined>} [fields] never a value of a Secret
 * @returns {void}
 */

/** @type {Log} */
function logLine(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

/**
 * What may be said of an error: its code. Messages of drivers and servers can quote what they were given.
 *
 * @param {unknown} error
 */
function errorCode(error) {
  return error instanceof Error ? String(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.name) : 'unknown';
}

module.exports = { errorCode, logLine };
