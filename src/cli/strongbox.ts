#!/usr/bin/env node
import { runProgram } from './program';
import { tolerateClosedPipe } from './terminal';

tolerateClosedPipe(process.stdout);
tolerateClosedPipe(process.stderr);
// Set, not exited with: what was written to a pipe may not have left yet.
void runProgram(process.argv.slice(2)).then((code) => process.exitCode = code);
