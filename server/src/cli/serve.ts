import type { Command } from './command.ts';

/** The language server, for editors other than VS Code. */
export const LSP: Command = {
  synopsis: '',
  doc: 'Serves the Language Server Protocol on standard input and output.',
  options: { stdio: { doc: 'What it does anyway; many editors pass it.' } },
  run: async (_args, io) => {
    await io.lsp();
    return 0;
  },
};

/** The debug adapter, likewise. */
export const DAP: Command = {
  synopsis: '',
  doc: 'Serves the Debug Adapter Protocol on standard input and output.',
  options: {},
  run: async (_args, io) => {
    await io.dap();
    return 0;
  },
};
