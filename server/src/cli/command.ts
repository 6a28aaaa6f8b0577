import type { CheckJob, Report } from './check.ts';

/** What the command line reaches outside of itself for. A test passes plain functions. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** The text of a file. Rejects as `readFile` of Node does. */
  readFile(path: string): Promise<string>;
  isFolder(path: string): Promise<boolean>;
  /** The files that files, folders and globs stand for, in order; a path that is none of them is given back. */
  findFiles(patterns: readonly string[]): Promise<readonly string[]>;
  /** Something to iterate over whenever something changed in those files and folders, until the signal is aborted. */
  changes(patterns: readonly string[], signal: AbortSignal): AsyncIterable<void>;
  /** Checks files in as many threads as there are cores. The reports are in the order of the jobs; `done` is told how many are. */
  inThreads(jobs: readonly CheckJob[], done: (count: number) => void): Promise<readonly (readonly Report[])[]>;
  /** Shows a line in place of the one before, where somebody looks; an empty one leaves nothing behind. */
  progress(line: string): void;
  /** Empties the screen, if there is one. */
  clear(): void;
  /** All of the standard input. */
  stdin(): Promise<string>;
  /** Whether the output is a terminal that is not asked to do without colours. */
  readonly colours: boolean;
  /** How many characters fit in a line. */
  readonly columns: number;
  /** The URI of `docs/rules.md`. */
  readonly rules: string;
  /** From now on Ctrl-C aborts this signal, and no longer ends the process. */
  interrupts(): AbortSignal;
  /** Serve over stdio until the client is gone. */
  lsp(): Promise<void>;
  dap(): Promise<void>;
}

/** Fine; problems found or execution failed; wrong use. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  /** The arguments after the name of the command. */
  readonly synopsis: string;
  readonly doc: string;
  readonly options: { readonly [name: string]: OptionSpec };
  run(args: Arguments, io: CliIo, version: string): Promise<ExitCode>;
}

export interface OptionSpec {
  /** What stands for the value; absent: the option has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly repeatable?: true;
  readonly doc: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: { readonly [name: string]: string | true | readonly string[] };
}

/** The command line was used in a wrong way: exit code 2. */
export class UsageError extends Error {}

export const FORMAT: OptionSpec = {
  value: 'text|json',
  doc: 'How to print: for people, the default, or for programs.',
};

export function textOption({ options }: Arguments, name: string): string | undefined {
  const value = Object.hasOwn(options, name) ? options[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that is repeatable. */
export function textOptions({ options }: Arguments, name: string): readonly string[] {
  const values = Object.hasOwn(options, name) ? options[name] : undefined;
  return Array.isArray(values) ? values : [];
}

export function hasOption({ options }: Arguments, name: string): boolean {
  return Object.hasOwn(options, name);
}

export function formatOf(args: Arguments): 'text' | 'json' {
  const format = textOption(args, 'format') ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format must be text or json, not "${format}"`);
  return format;
}

/** The one argument of a command that takes one. */
export function onlyArgument({ positionals }: Arguments, what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError(`${what} is missing`);
  if (second !== undefined) throw new UsageError(`There is one argument too many: "${second}"`);
  return first;
}
