import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Edges } from '../lsp/server.ts';
import { evaluateInThread } from './expressions.ts';
import { createLayouter } from './layouter.ts';

/** What the language server reaches outside of itself for, in a process of Node. */
export function nodeEdges(): Edges {
  // The bundles stand beside each other.
  const layouter = createLayouter(join(__dirname, 'layoutWorker.cjs'));
  const expressions = evaluateInThread(__dirname);
  return {
    readFile: readText,
    layout: (request) => layouter.layout(request),
    rules: pathToFileURL(join(__dirname, '..', 'docs', 'rules.md')).href,
    dispose: () => {
      layouter.dispose();
      expressions.dispose();
    },
  };
}

/** The text of a file; undefined where there is none. */
async function readText(uri: string): Promise<string | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch {
    return undefined;
  }
}
