// Preloaded into a measured process: says on its last breath how much memory it had at most.
const { writeFileSync } = require('fs');

process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, String(process.resourceUsage().maxRSS)));
