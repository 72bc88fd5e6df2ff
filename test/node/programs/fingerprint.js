'use strict';

const { createHash } = require('node:crypto');

/**
 * A short name for a content, by which a test compares what programs read without printing it. The values of the tests
 * are invented. A program that runs with real ones must not show a hash of them: anyone who sees it can test guesses.
 *
 * @param {Iterable<[string, Uint8Array | string]>} contents
 */
function fingerprint(contents) {
  const hash = createHash('sha256');
  for (const [name, content] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = Buffer.from(content);
    // With the lengths, no two contents read the same: "ab" + "c" is not "a" + "bc".
    hash.update(`${Buffer.byteLength(name)}:${name}${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 8);
}

module.exports = { fingerprint };
