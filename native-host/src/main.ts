#!/usr/bin/env node
// The command line's entry: hands the arguments to the program and its exit code to the process.
export {};
