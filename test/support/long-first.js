const Sequencer = require('@jest/test-sequencer').default;

/** Test files that take longest, which no worker may begin with when the others are at their end. */
const LONG = [
  'cluster/encryption/rotation', 'cluster/encryption/migration',
  'package/tarball', 'types', 'examples/payments/example',
  'cli/audit-command', 'credentials/linear', 'audit/audit-validation',
];

/** Runs test files in the order of jest, which goes by size where nothing was measured yet, but the long ones first. */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return index < 0 ? LONG.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};

module.exports.LONG = LONG;
