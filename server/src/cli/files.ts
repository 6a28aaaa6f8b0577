import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Json, parseJson } from '../base/json.ts';
import { likelySyntax } from '../model/document.ts';
import { parseJsonTree } from '../syntax/json.ts';
import { type Arguments, type CliIo, type OptionSpec, textOption, UsageError } from './command.ts';

/** The name for the standard input, in arguments. */
export const STDIN = '-';

export const STDIN_NAME: OptionSpec = {
  value: 'FILE',
  doc: 'The file that the standard input stands for; it says whether it is JSON or YAML. Without it: what it looks like.',
};

/** The name of a file that the user named; for the standard input the one it stands for. */
export function nameOf(file: string, args: Arguments): string {
  return file === STDIN ? (textOption(args, 'stdin-name') ?? STDIN) : file;
}

/** A name that says whether a definition is JSON or YAML: where that of its file does not, what the text looks like does. */
export function definitionName(file: string, text: string): string {
  return /\.(?:asl|jsonc?|ya?ml)$/i.test(file) ? file : `${file}.asl.${likelySyntax(text)}`;
}

/** The text of a file that the user named. */
export async function readText(path: string, io: CliIo): Promise<string> {
  if (path === STDIN) return io.stdin();
  try {
    return await io.readFile(path);
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  }
}

/** A JSON value given as such, as the path of a file, or as `-`, the standard input. */
export async function readJson(argument: string, io: CliIo): Promise<Json> {
  const given = jsonOf(argument);
  if (given) return given.value;
  // No file begins like an object, an array or a string.
  if (/^\s*[[{"]/.test(argument)) throw notJson('The JSON text', argument);
  const text = await readText(argument, io);
  const read = jsonOf(text);
  if (!read) throw notJson(argument === STDIN ? 'The standard input' : argument, text);
  return read.value;
}

/** `file:line:column`, counted from 1. */
export function placeIn(name: string, text: string, offset: number): string {
  const { line, character } = TextDocument.create('', '', 0, text).positionAt(offset);
  return `${name}:${line + 1}:${character + 1}`;
}

function jsonOf(text: string): { readonly value: Json } | undefined {
  try {
    return { value: parseJson(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function notJson(name: string, text: string): UsageError {
  const [problem] = parseJsonTree(text).errors;
  if (!problem) return new UsageError(`${name}: This is not JSON`);
  return new UsageError(`${placeIn(name, text, problem.start)}: ${problem.message}`);
}

/** Why a file could not be read. */
export function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'There is no such file';
    case 'EISDIR':
      return 'This is a folder, not a file';
    case 'EACCES':
      return 'This file may not be read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
