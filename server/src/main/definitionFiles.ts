import { existsSync, type FSWatcher, readFileSync, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import ignore, { type Ignore } from 'ignore';
import { glob, isDynamicPattern } from 'tinyglobby';

/** What is a definition in a folder that was named as a whole. */
const DEFINITIONS = ['**/*.asl', '**/*.asl.json', '**/*.asl.jsonc', '**/*.asl.yaml', '**/*.asl.yml'];

/** Never looked into, whatever `.gitignore` says. */
const LEFT_OUT = ['**/node_modules/**', '**/.git/**'];

/**
 * The files that paths and patterns stand for. What a folder or a pattern finds is subject to `.gitignore`; a file that is named is
 * taken, and so is a path where nothing is, for whoever reads it to tell.
 */
export async function findDefinitionFiles(patterns: readonly string[]): Promise<readonly string[]> {
  const ignored = new GitIgnored();
  const found = await Promise.all(
    patterns.map(async (pattern) => {
      const kind = await kindOf(pattern);
      if (kind === 'file') return [pattern];
      const files = await glob(kind === 'folder' ? DEFINITIONS : [posix(pattern)], {
        cwd: kind === 'folder' ? pattern : '.',
        ignore: LEFT_OUT,
        expandDirectories: false,
        followSymbolicLinks: false,
      });
      const paths = kind === 'folder' ? files.map((file) => join(pattern, file)) : files;
      return paths.filter((path) => !ignored.has(resolve(path))).sort();
    }),
  );
  return [...new Set(found.flat())];
}

/** Yields whenever something has changed in the folders that the patterns are about, until the signal is aborted. */
export async function* definitionChanges(patterns: readonly string[], signal: AbortSignal): AsyncGenerator<void> {
  const watchers = new Map<string, FSWatcher>();
  let wake: () => void = () => undefined;
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const onChange = () => wake();
  signal.addEventListener('abort', onChange);
  try {
    while (!signal.aborted) {
      await watchFolders(patterns, watchers, onChange);
      await changed;
      if (signal.aborted) return;
      // An editor writes a file in several steps.
      await pause(100);
      changed = new Promise((resolve) => {
        wake = resolve;
      });
      yield;
    }
  } finally {
    for (const watcher of watchers.values()) watcher.close();
  }
}

/** Watches the folders there are by now. */
async function watchFolders(
  patterns: readonly string[],
  watchers: Map<string, FSWatcher>,
  onChange: () => void,
): Promise<void> {
  const folders = new Set((await Promise.all(patterns.map(foldersOf))).flat());
  for (const [folder, watcher] of watchers) {
    if (folders.has(folder)) continue;
    watcher.close();
    watchers.delete(folder);
  }
  for (const folder of folders) {
    if (watchers.has(folder)) continue;
    try {
      const watcher = watch(folder, onChange);
      // A folder that is removed changes the one it was in.
      watcher.on('error', () => watcher.close());
      watchers.set(folder, watcher);
    } catch {
      // It is gone already.
    }
  }
}

async function foldersOf(pattern: string): Promise<readonly string[]> {
  const kind = await kindOf(pattern);
  if (kind === 'file') return [dirname(resolve(pattern))];
  const base = kind === 'folder' ? pattern : baseOf(pattern);
  if ((await kindOf(base)) !== 'folder') return [resolve('.')];
  const ignored = new GitIgnored();
  const inside = await glob(['**/'], {
    cwd: base,
    onlyDirectories: true,
    ignore: LEFT_OUT,
    expandDirectories: false,
    followSymbolicLinks: false,
  });
  const all = [resolve(base), ...inside.map((folder) => resolve(base, folder))];
  return all.filter((folder, i) => i === 0 || !ignored.has(folder, true));
}

/** The folders of a pattern before its first wildcard. */
function baseOf(pattern: string): string {
  const steps = posix(pattern).split('/');
  const fixed = steps.findIndex((step) => isDynamicPattern(step));
  return steps.slice(0, fixed < 0 ? -1 : fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

type Kind = 'file' | 'folder' | 'pattern';

async function kindOf(path: string): Promise<Kind> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return isDynamicPattern(posix(path)) ? 'pattern' : 'file';
  }
}

function posix(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** What `.gitignore` files leave out: those of each folder from the top of the repository down, the innermost deciding. */
class GitIgnored {
  readonly #files = new Map<string, Ignore | undefined>();
  readonly #folders = new Map<string, boolean>();
  readonly #tops = new Map<string, string>();

  /** Whether the file (or folder) at an absolute path is left out, itself or with a folder it is in. */
  has(path: string, isFolder = false): boolean {
    const folder = dirname(path);
    const top = this.#topOf(folder);
    if (folder !== top && this.#hasFolder(folder)) return true;
    for (let at = folder; ; at = dirname(at)) {
      const verdict = this.#fileIn(at)?.test(posix(relative(at, path)) + (isFolder ? '/' : ''));
      if (verdict?.ignored) return true;
      if (verdict?.unignored) return false;
      if (at === top) return false;
    }
  }

  #hasFolder(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const has = this.has(folder, true);
    this.#folders.set(folder, has);
    return has;
  }

  #fileIn(folder: string): Ignore | undefined {
    if (this.#files.has(folder)) return this.#files.get(folder);
    let rules: Ignore | undefined;
    try {
      rules = ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8'));
    } catch {
      rules = undefined;
    }
    this.#files.set(folder, rules);
    return rules;
  }

  /** The top of the repository; outside of one the root, for a `.gitignore` may stand anywhere. */
  #topOf(folder: string): string {
    const known = this.#tops.get(folder);
    if (known !== undefined) return known;
    const above = dirname(folder);
    const top = above === folder || existsSync(join(folder, '.git')) ? folder : this.#topOf(above);
    this.#tops.set(folder, top);
    return top;
  }
}
