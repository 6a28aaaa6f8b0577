import { type Diagnostic, type ValidateOptions, validate } from '../index.ts';
import { reasonOf } from './files.ts';

/** What a thread is asked to do: it reads the files itself. */
export interface CheckJob {
  readonly files: readonly string[];
  readonly options: CheckOptions;
}

export type CheckOptions = Pick<ValidateOptions, 'type' | 'severity' | 'advice'>;

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
  return checkText(file, text, options);
}

/** Carries out a job: what a thread does. */
export async function checkFiles(
  { files, options }: CheckJob,
  readFile: (path: string) => Promise<string>,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (const file of files) reports.push(await checkFile(file, options, readFile));
  return reports;
}
