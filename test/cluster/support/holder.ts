import { Daemon } from './process';

// A process for control-plane.test.ts to kill: it holds a daemon that says its own id in the log, and does not end on
// its own.
new Daemon('sleep', '/bin/sh', ['-c', 'echo $$; exec sleep 1000'], process.argv[2]);
