import { parseArgs } from 'node:util';
import { findClosest } from '../base/closest.ts';
import { lookup } from '../base/lookup.ts';
import { type Arguments, type CliIo, type Command, type ExitCode, UsageError } from './command.ts';
import { EVAL } from './eval.ts';
import { EXPLAIN } from './explain.ts';
import { GRAPH } from './graph.ts';
import { RUN } from './run.ts';
import { DAP, LSP } from './serve.ts';
import { TEST_STATE } from './testState.ts';
import { VALIDATE } from './validate.ts';

const COMMANDS: { readonly [name: string]: Command } = {
  validate: VALIDATE,
  explain: EXPLAIN,
  run: RUN,
  'test-state': TEST_STATE,
  eval: EVAL,
  graph: GRAPH,
  lsp: LSP,
  dap: DAP,
};

/** Carries out one call of `asl`. `args` are those after the name of the program. */
export async function runCli(args: readonly string[], version: string, io: CliIo): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  const command = lookup(COMMANDS, name);
  try {
    if (command) {
      if (rest.includes('--help') || rest.includes('-h')) return helpFor(name, io);
      return await command.run(parsed(command, rest), io, version);
    }
    switch (name) {
      case '--version':
      case '-v':
        io.stdout(`${version}\n`);
        return 0;
      case 'help':
      case '--help':
      case '-h':
        return helpFor(rest[0], io);
      case '':
        throw new UsageError('A command is missing');
      default:
        throw unknownCommand(name);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`asl: ${error.message}\n${command ? usageOf(name, command) : USAGE}\n`);
    return 2;
  }
}

function parsed(command: Command, args: readonly string[]): Arguments {
  const options = Object.entries(command.options).map(([name, { value, repeatable }]) => [
    name,
    { type: value === undefined ? 'boolean' : 'string', multiple: repeatable === true } as const,
  ]);
  try {
    const { values, positionals } = parseArgs({
      args: withValues(command, args),
      options: Object.fromEntries(options),
      allowPositionals: true,
    });
    return { options: values as Arguments['options'], positionals };
  } catch (error) {
    // The first sentence says what is wrong; the rest of it explains `parseArgs`.
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0]);
    throw error;
  }
}

/** A value that begins with a dash, such as a negative number, needs an equals sign for `parseArgs`. */
function withValues(command: Command, args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const next = args[i + 1];
    const takesValue = arg.startsWith('--') && lookup(command.options, arg.slice(2))?.value !== undefined;
    if (takesValue && next !== undefined && /^-\d/.test(next)) {
      joined.push(`${arg}=${next}`);
      i++;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

const USAGE = `usage: asl COMMAND …
Commands: ${Object.keys(COMMANDS).join(', ')}. "asl help COMMAND" tells more.`;

function usageOf(name: string, { synopsis }: Command): string {
  return `usage: asl ${name} ${synopsis}`.trimEnd();
}

function helpFor(name: string | undefined, io: CliIo): ExitCode {
  if (name === undefined) {
    const width = Math.max(...Object.keys(COMMANDS).map(({ length }) => length));
    const lines = Object.entries(COMMANDS).map(([of, { doc }]) => `  ${of.padEnd(width)}  ${doc.split('\n')[0]}`);
    io.stdout(`asl checks and runs state machines of AWS Step Functions, offline.

usage: asl COMMAND …

${lines.join('\n')}

"asl help COMMAND" tells more about one of them, "asl --version" which version this is.
Exit codes: 0 fine, 1 problems found or execution failed, 2 wrong use.
`);
    return 0;
  }
  const command = lookup(COMMANDS, name);
  if (!command) throw unknownCommand(name);
  const options = Object.entries(command.options).map(([option, { value, doc }]): [string, string] => [
    `--${option}${value === undefined ? '' : ` ${value}`}`,
    doc,
  ]);
  const width = Math.max(0, ...options.map(([{ length }]) => length));
  const listed = options.map(([option, doc]) => `  ${option.padEnd(width)}  ${doc}\n`).join('');
  io.stdout(`${usageOf(name, command)}\n\n${command.doc}\n${listed && `\n${listed}`}`);
  return 0;
}

function unknownCommand(name: string): UsageError {
  const closest = findClosest(name, Object.keys(COMMANDS));
  return new UsageError(`There is no command "${name}"${closest === undefined ? '' : `; did you mean "${closest}"?`}`);
}
