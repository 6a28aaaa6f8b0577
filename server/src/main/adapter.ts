import { readFile } from 'node:fs/promises';
import { AslDebugSession } from '../debug/session.ts';
import { folderStore } from '../interpreter/folderStore.ts';
import { type LocalTasks, localTasks } from '../tasks/localTasks.ts';
import { evaluateInThread } from './expressions.ts';

evaluateInThread(__dirname);

// One run at a time: its functions end with it, and the next one begins with fresh code.
let tasks: LocalTasks | undefined;

/** The debug adapter as a process: the protocol over standard input and output. */
const session = new AslDebugSession({
  readFile: (path) => readFile(path, 'utf8'),
  now: Date.now,
  openStore: folderStore,
  taskRunner: (folder, options) => {
    void tasks?.dispose();
    tasks = localTasks({ folder, ...options });
    return tasks.runTask;
  },
  // What has been written last is to arrive: on Windows pipes are asynchronous.
  exit: () => {
    void tasks?.dispose();
    setTimeout(() => process.exit(0), 100);
  },
});
process.on('SIGTERM', () => session.shutdown());
session.start(process.stdin, process.stdout);
