import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluateInThread } from './expressions.ts';

/** The library as a module of its own. */
export * from '../index.ts';

evaluateInThread(dirname(fileURLToPath(import.meta.url)));
