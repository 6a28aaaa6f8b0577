import { readFile } from 'node:fs/promises';
import { AslDebugSession } from '../debug/session.ts';
import { folderStore } from '../interpreter/folderStore.ts';

/** The debug adapter as a process: the protocol over standard input and output. */
const session = new AslDebugSession({
  readFile: (path) => readFile(path, 'utf8'),
  now: Date.now,
  openStore: folderStore,
  // What has been written last is to arrive: on Windows pipes are asynchronous.
  exit: () => {
    setTimeout(() => process.exit(0), 100);
  },
});
process.on('SIGTERM', () => session.shutdown());
session.start(process.stdin, process.stdout);
