import { resolve } from 'node:path';

/** The top folder of the project. Scripts run from `dist/test`, which is as deep as this folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

export const EXAMPLES = resolve(ROOT, 'examples');

/** Where the VS Code host is installed; not in version control. */
export const INSTALLED = resolve(ROOT, '.vscode-host');
