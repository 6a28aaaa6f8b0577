import { CODES } from '../analysis/codes.ts';
import { LEVELS, type Level } from '../analysis/level.ts';
import { findClosest } from '../base/closest.ts';
import { isKey } from '../base/lookup.ts';
import { type Checked, type CheckOptions, checkFile, checkText, type Report } from './check.ts';
import {
  type Arguments,
  type CliIo,
  type Command,
  type ExitCode,
  hasOption,
  textOption,
  textOptions,
  UsageError,
} from './command.ts';
import { nameOf, STDIN, STDIN_NAME } from './files.ts';
import { FORMATS, type Format } from './formats.ts';

export const VALIDATE: Command = {
  synopsis: '[FILES, FOLDERS, GLOBS…] [--format text|json|sarif|github] [--watch] …',
  doc: `Reports the problems of state machines: of all *.asl, *.asl.json, *.asl.yaml and *.asl.yml in the folders, by default
the current one, but for what .gitignore leaves out. "-" is the standard input.
The exit code is 1 if there is an error; warnings and hints alone leave it at 0. "asl explain CODE" tells more about a problem.`,
  options: {
    format: {
      value: Object.keys(FORMATS).join('|'),
      doc: 'How to print: for people, the default; for programs; for code scanning; as annotations of a GitHub workflow.',
    },
    'max-warnings': { value: 'N', doc: 'Exit with 1 if there are more warnings.' },
    type: { value: 'express|standard', doc: 'The workflow type. Without it: what the definition says of itself.' },
    advice: { doc: 'Show hints too. In JSON they are always there.' },
    severity: {
      value: 'CODE=LEVEL',
      repeatable: true,
      doc: `How serious a problem is: ${LEVELS.join(', ')}. May be given several times.`,
    },
    'stdin-name': STDIN_NAME,
    watch: { doc: 'Check again whenever a file changes, until Ctrl-C.' },
  },
  run: runValidate,
};

interface Task {
  readonly patterns: readonly string[];
  /** What the standard input stands for. */
  readonly stdin: string;
  readonly format: Format;
  readonly maxWarnings: number;
  readonly options: CheckOptions;
}

async function runValidate(args: Arguments, io: CliIo, version: string): Promise<ExitCode> {
  const task = taskOf(args);
  if (!hasOption(args, 'watch')) return check(task, io, version);
  if (task.patterns.includes(STDIN)) throw new UsageError('The standard input cannot be watched');
  const signal = io.interrupts();
  let code = await recheck(task, io, version);
  for await (const _change of io.changes(task.patterns, signal)) code = await recheck(task, io, version);
  return code;
}

/** While files come and go, one that cannot be found is told, and is no reason to stop. */
async function recheck(task: Task, io: CliIo, version: string): Promise<ExitCode> {
  io.clear();
  try {
    return await check(task, io, version);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`asl: ${error.message}\n`);
    return 2;
  }
}

async function check(task: Task, io: CliIo, version: string): Promise<ExitCode> {
  const { format, maxWarnings } = task;
  const reports: Checked[] = [];
  for (const report of await reportsOn(task, io)) {
    if ('unread' in report) throw new UsageError(`${report.file}: ${report.unread}`);
    reports.push(report);
  }
  io.stdout(FORMATS[format](reports, io, version));
  const severities = reports.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const warnings = severities.filter((severity) => severity === 'warning').length;
  if (warnings > maxWarnings) io.stderr(`asl: More than ${maxWarnings} warnings\n`);
  return severities.includes('error') || warnings > maxWarnings ? 1 : 0;
}

/** From so many files on, threads are worth their start. */
const MANY = 100;
const FILES_PER_JOB = 16;

async function reportsOn({ patterns, stdin, options }: Task, io: CliIo): Promise<readonly Report[]> {
  const named = patterns.filter((pattern) => pattern !== STDIN);
  const files = await io.findFiles(named);
  const given = patterns.includes(STDIN) ? [checkText(stdin, await io.stdin(), options)] : [];
  if (files.length === 0 && given.length === 0) {
    throw new UsageError(`There are no state machines in ${named.join(' ')}, or .gitignore leaves them out`);
  }
  const found = files.length < MANY ? checkHere(files, options, io) : checkInThreads(files, options, io);
  return [...given, ...(await found)];
}

async function checkHere(files: readonly string[], options: CheckOptions, io: CliIo): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (const file of files) reports.push(await checkFile(file, options, io.readFile));
  return reports;
}

async function checkInThreads(files: readonly string[], options: CheckOptions, io: CliIo): Promise<readonly Report[]> {
  const jobs = Array.from({ length: Math.ceil(files.length / FILES_PER_JOB) }, (_, i) => ({
    files: files.slice(i * FILES_PER_JOB, (i + 1) * FILES_PER_JOB),
    options,
  }));
  const reports = await io.inThreads(jobs, (done) => {
    io.progress(`Checked ${Math.min(done * FILES_PER_JOB, files.length)} of ${files.length} files`);
  });
  io.progress('');
  return reports.flat();
}

function taskOf(args: Arguments): Task {
  const format = textOption(args, 'format') ?? 'text';
  if (!isKey(FORMATS, format)) {
    throw new UsageError(`--format must be ${Object.keys(FORMATS).join(', ')}, not "${format}"`);
  }
  const type = textOption(args, 'type')?.toUpperCase();
  if (type !== undefined && type !== 'EXPRESS' && type !== 'STANDARD') {
    throw new UsageError(`--type must be express or standard, not "${textOption(args, 'type')}"`);
  }
  return {
    patterns: args.positionals.length === 0 ? ['.'] : args.positionals,
    stdin: nameOf(STDIN, args),
    format,
    maxWarnings: maxWarningsOf(args),
    options: {
      ...(type && { type }),
      severity: severitiesOf(args),
      advice: hasOption(args, 'advice') || format === 'json',
    },
  };
}

function maxWarningsOf(args: Arguments): number {
  const given = textOption(args, 'max-warnings');
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(given)) throw new UsageError(`--max-warnings must be a whole number, 0 or more, not "${given}"`);
  return Number(given);
}

function severitiesOf(args: Arguments): { readonly [code: string]: Level } {
  const chosen = textOptions(args, 'severity').map((given): [string, Level] => {
    const [code = '', level] = given.split('=');
    if (level === undefined) {
      throw new UsageError(
        `--severity must be CODE=LEVEL, such as ${isKey(CODES, code) ? code : 'no-timeout'}=warning, not "${given}"`,
      );
    }
    if (!isKey(CODES, code)) throw unknownCode(code);
    if (!isLevel(level)) throw new UsageError(`--severity ${code}=${level}: it must be ${LEVELS.join(', ')}`);
    return [code, level];
  });
  return Object.fromEntries(chosen);
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

export function unknownCode(code: string): UsageError {
  const closest = findClosest(code, Object.keys(CODES));
  return new UsageError(`There is no code "${code}"${closest === undefined ? '' : `; did you mean "${closest}"?`}`);
}
