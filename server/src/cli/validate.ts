import { type Diagnostic, validate } from '../index.ts';
import { type Arguments, type CliIo, type Command, type ExitCode, FORMAT, formatOf, UsageError } from './command.ts';
import { describeDiagnostic, summary } from './diagnostic.ts';
import { readText } from './files.ts';
import { styleFor } from './style.ts';

export const VALIDATE: Command = {
  synopsis: 'FILES… [--format text|json]',
  doc: `Reports the problems of state machines.
The exit code is 1 if there is an error; warnings and hints alone leave it at 0.`,
  options: { format: FORMAT },
  run: runValidate,
};

/** A file, and what is wrong with it. */
interface Report {
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

async function runValidate(args: Arguments, io: CliIo): Promise<ExitCode> {
  const format = formatOf(args);
  if (args.positionals.length === 0) throw new UsageError('A file is missing');
  const reports: Report[] = [];
  for (const file of args.positionals) {
    const text = await readText(file, io);
    reports.push({ file, text, diagnostics: validate(text, { uri: file }) });
  }
  io.stdout(format === 'json' ? asJson(reports) : asText(reports, io));
  return reports.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function asJson(reports: readonly Report[]): string {
  const shown = reports.map(({ file, diagnostics }) => ({
    file,
    diagnostics: diagnostics.map(({ code, severity, message, range }) => ({ code, severity, message, range })),
  }));
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function asText(reports: readonly Report[], io: CliIo): string {
  const style = styleFor(io);
  const all = reports.flatMap(({ file, text, diagnostics }) =>
    diagnostics.map((diagnostic) => `${describeDiagnostic(diagnostic, file, text, io.columns, style)}\n\n`),
  );
  return `${all.join('')}${summary(reports)}\n`;
}
