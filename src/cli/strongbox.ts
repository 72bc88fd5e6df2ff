#!/usr/bin/env node
import { runProgram } from './program';

// The exit code is set and the process ends later: output to a pipe may still be pending.
void runProgram(process.argv.slice(2)).then((code) => process.exitCode = code);
