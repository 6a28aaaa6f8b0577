import { resolve, sep } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isScenarioFile } from '../features/scenarioFile.ts';
import { type Diagnostic, parseScenarios, type ValidateOptions, validate } from '../index.ts';
import { analyseText } from '../model/document.ts';
import { TEMPLATE_NAMES, workflowTypeIn } from '../model/template.ts';
import { findValue } from '../syntax/node.ts';
import { definitionName, reasonOf } from './files.ts';

/** What a thread is asked to do: it reads the files itself. */
export interface CheckJob {
  readonly files: readonly string[];
  readonly options: CheckOptions;
}

export type CheckOptions = Pick<ValidateOptions, 'type' | 'severity' | 'advice' | 'deployedAs'>;

/** A file, and what is wrong with it. */
export type Report = Checked | Unread;

export interface Checked {
  readonly file: string;
  /** The text, to show parts of it; absent where nothing is wrong. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Unread {
  readonly file: string;
  /** Why it could not be read. */
  readonly unread: string;
}

export function checkText(file: string, text: string, options: CheckOptions): Checked {
  const diagnostics = isScenarioFile(file) ? scenarioProblems(text) : machineProblems(file, text, options);
  return diagnostics.length === 0 ? { file, diagnostics } : { file, text, diagnostics };
}

function scenarioProblems(text: string): readonly Diagnostic[] {
  const document = TextDocument.create('', 'json', 0, text);
  return parseScenarios(text).errors.map(({ message, offset, length }) => ({
    code: 'wrong-value',
    severity: 'error',
    message,
    range: { start: document.positionAt(offset), end: document.positionAt(offset + length) },
  }));
}

function machineProblems(file: string, text: string, options: CheckOptions): readonly Diagnostic[] {
  const uri = definitionName(file, text);
  const diagnostics = validate(text, { ...options, uri });
  const isOther = /\.asl(?:\.\w+)?$/i.test(file) || diagnostics.length < 2 ? false : isOtherFile(file, text, uri);
  if (!isOther) return diagnostics;
  // Somebody named the wrong file: what is missing from a state machine is not worth telling.
  const message = 'Not a state machine: there is neither StartAt nor States';
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  return [{ code: 'missing-field', severity: 'error', message, range }];
}

function isOtherFile(file: string, text: string, uri: string): boolean {
  const { root, errors } = analyseText(text, uri);
  if (findValue(root, 'StartAt') || findValue(root, 'States')) return false;
  return uri !== file || !errors.some(({ code }) => code === 'json-syntax' || code === 'yaml-syntax');
}

export async function checkFile(
  file: string,
  options: CheckOptions,
  readFile: (path: string) => Promise<string>,
): Promise<Report> {
  let text: string;
  try {
    text = await readFile(file);
  } catch (error) {
    return { file, unread: reasonOf(error) };
  }
  const deployedAs = options.type ?? (await deployedAsIn(file, readFile));
  return checkText(file, text, { ...options, ...(deployedAs && { deployedAs }) });
}

/** How many folders upwards a template is looked for. */
const MAX_FOLDERS = 4;

/** The workflow type that a template in the folder of a definition, or in one of those around it, gives to it. */
async function deployedAsIn(file: string, readFile: (path: string) => Promise<string>) {
  const path = resolve(file).split(sep);
  for (let depth = path.length - 1; depth >= Math.max(path.length - MAX_FOLDERS, 1); depth--) {
    for (const name of TEMPLATE_NAMES) {
      const template = await readFile([...path.slice(0, depth), name].join(sep)).catch(() => undefined);
      const type = template && workflowTypeIn(template, path.slice(depth).join('/'));
      if (type) return type;
    }
  }
  return undefined;
}

/** Carries out a job: what a thread does. */
export async function checkFiles(
  { files, options }: CheckJob,
  readFile: (path: string) => Promise<string>,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  // Files of one folder look for the same templates.
  const templates = new Map<string, Promise<string>>();
  const readOnce = (path: string) => {
    if (!TEMPLATE_NAMES.some((name) => path.endsWith(`${sep}${name}`))) return readFile(path);
    const text = templates.get(path) ?? readFile(path);
    templates.set(path, text);
    return text;
  };
  for (const file of files) reports.push(await checkFile(file, options, readOnce));
  return reports;
}
