import { runCli } from '../../server/src/cli/cli.ts';
import type { CliIo } from '../../server/src/cli/command.ts';

export interface Call {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls `asl` in this process, over files in memory. */
export async function asl(
  args: readonly string[],
  files: { readonly [path: string]: unknown } = {},
  edges: Partial<CliIo> & { readonly input?: string } = {},
): Promise<Call> {
  let out = '';
  let err = '';
  const { input = '', ...rest } = edges;
  const code = await runCli(args, '1.2.3', {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    readFile: async (path) => {
      const file = files[path];
      if (file === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return typeof file === 'string' ? file : JSON.stringify(file);
    },
    isFolder: async (path) => !path.startsWith('no'),
    findFiles: async (patterns) =>
      patterns.flatMap((pattern) =>
        pattern === '.' ? Object.keys(files).filter((file) => /\.asl\b/.test(file)) : pattern,
      ),
    changes: () => {
      throw new Error('not expected');
    },
    inThreads: () => Promise.reject(new Error('not expected')),
    progress: () => undefined,
    clear: () => undefined,
    rules: 'file:///package/docs/rules.md',
    stdin: async () => input,
    colours: false,
    columns: 80,
    interrupts: () => new AbortController().signal,
    lsp: () => Promise.reject(new Error('not expected')),
    dap: () => Promise.reject(new Error('not expected')),
    ...rest,
  });
  return { code, out, err };
}
