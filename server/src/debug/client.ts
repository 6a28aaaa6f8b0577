import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Place } from './sourceMap.ts';

/** What a client has said about itself: how it writes paths, and from where it counts. */
export type Client = Partial<DebugProtocol.InitializeRequestArguments>;

export interface Location {
  readonly line: number;
  readonly column: number;
  readonly source: { readonly name: string; readonly path: string };
}

/** A path as the client wrote it, absolute. */
export function fromClientPath(path: string): string {
  return resolve(path.startsWith('file:') ? fileURLToPath(path) : path);
}

export function fromClientLine(client: Client, line: number): number {
  return client.linesStartAt1 === false ? line : line - 1;
}

export function fromClientColumn(client: Client, column: number | undefined): number | undefined {
  if (column === undefined) return undefined;
  return client.columnsStartAt1 === false ? column : column - 1;
}

export function toClientPlace(client: Client, { line, column }: Place): { line: number; column: number } {
  return {
    line: client.linesStartAt1 === false ? line : line + 1,
    column: client.columnsStartAt1 === false ? column : column + 1,
  };
}

export function toClientLocation(client: Client, path: string, place: Place): Location {
  const shown = client.pathFormat === 'uri' ? pathToFileURL(path).href : path;
  return { source: { name: basename(path), path: shown }, ...toClientPlace(client, place) };
}

/** Windows writes the letter of a drive in both ways. */
export function isSamePath(a: string, b: string): boolean {
  return pathKey(a) === pathKey(b);
}

export function pathKey(path: string): string {
  return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}
