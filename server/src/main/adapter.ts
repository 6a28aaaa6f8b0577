import { readFile } from 'node:fs/promises';
import { AslDebugSession } from '../debug/session.ts';

/** The debug adapter as a process: the protocol over standard input and output. */
const session = new AslDebugSession({
  readFile: (path) => readFile(path, 'utf8'),
  now: Date.now,
  exit: () => process.exit(0),
});
process.on('SIGTERM', () => session.shutdown());
session.start(process.stdin, process.stdout);
