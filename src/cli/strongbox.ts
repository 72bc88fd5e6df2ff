#!/usr/bin/env node
import { runProgram } from './program';

// Set, not exited with: what was written to a pipe may not have left yet.
void runProgram(process.argv.slice(2)).then((code) => process.exitCode = code);
