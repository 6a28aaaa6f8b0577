import { resolve, sep } from 'node:path';
import { type Diagnostic, type ValidateOptions, validate } from '../index.ts';
import { TEMPLATE_NAMES, workflowTypeIn } from '../model/template.ts';
import { reasonOf } from './files.ts';

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
  const diagnostics = validate(text, { ...options, uri: file });
  return diagnostics.length === 0 ? { file, diagnostics } : { file, text, diagnostics };
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
