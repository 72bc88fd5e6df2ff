'use strict';

const { createHash } = require('node:crypto');

/**
 * A short name for a content: enough to see in a metric which version a process has, and whether all replicas have the
 * same.
 *
 * Thirty-two bits of a hash give no value away, but they let anyone who sees them test a guess. Generated passwords
 * cannot be guessed; for one that a person chose, keep the metrics inside the cluster.
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
