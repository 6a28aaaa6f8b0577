import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { format } from 'node:util';
import { chromium, type Frame, type Page } from 'playwright-core';
import { findBrowser, installHost } from './install.ts';
import { EXAMPLES, ROOT } from './paths.ts';
import { type Server, startServer } from './server.ts';

export interface HostOptions {
  /** The folder to open; absent: `examples/`. */
  readonly folder?: string;
  /** The folders of extensions that count as installed; absent: this one. */
  readonly extensions?: readonly string[];
  /** Tests to run: a file whose `run()` the extension host calls, and the extensions under development. */
  readonly tests?: { readonly path: string; readonly extensions: readonly string[] };
  readonly theme?: 'dark' | 'light';
  /** Where extensions are installed; absent: nowhere. */
  readonly extensionsDir?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables the extensions see. */
  readonly env?: NodeJS.ProcessEnv;
  readonly size?: { readonly width: number; readonly height: number };
  /** Called for each line the window and the extensions log. */
  readonly onLog?: (type: string, text: string) => void;
}

/** A VS Code in a headless browser. */
export interface OpenHost {
  readonly page: Page;
  /** Runs a command by its title, as typed into the command palette. */
  readonly command: (title: string) => Promise<void>;
  /** Opens a file of the workspace by its relative path, with the cursor at a line and column (from 1) if given. */
  readonly openFile: (path: string, line?: number, column?: number) => Promise<void>;
  /** The document of a webview, once it holds an element that matches; the newest one if several do. */
  readonly webview: (selector?: string) => Promise<Frame>;
  /** Writes a picture of the whole window, or of the element that matches. */
  readonly screenshot: (file: string, selector?: string) => Promise<void>;
  /** Ends when the tests of `tests` do: 0 if they passed. */
  readonly closed: Promise<number>;
  readonly close: () => Promise<void>;
}

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** Opens VS Code and waits until it can be used. Installs it if need be. */
export async function openHost(options: HostOptions = {}): Promise<OpenHost> {
  const { folder = EXAMPLES, extensions = [ROOT], tests, size = { width: 1440, height: 900 } } = options;
  const { theme = 'dark' } = options;
  const settings = { 'workbench.colorTheme': THEMES[theme], ...options.settings };
  await installHost();
  const { executable, env } = findBrowser();
  const server = await startServer({
    settings,
    extensions,
    env: options.env ?? {},
    ...(options.extensionsDir === undefined ? {} : { extensionsDir: options.extensionsDir }),
  });
  const browser = await chromium
    .launch({ executablePath: executable, args: FLAGS, env: { ...process.env, ...env } })
    .catch(async (error) => {
      await server.stop();
      throw error;
    });
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  try {
    const page = await browser.newPage({ viewport: size, colorScheme: theme });
    let finish: (code: number) => void = () => {};
    const closed = new Promise<number>((resolve) => {
      finish = resolve;
    });
    page.on('crash', () => finish(1));
    await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      options.onLog?.(type, format(...args));
    });
    await page.goto(urlOf(server, folder, tests));
    await page.waitForSelector('.monaco-workbench .statusbar-item', { timeout: 60_000 });
    return {
      page,
      command: (title) => command(page, title),
      openFile: (path, line, column) => openFile(page, path, line, column),
      webview: (selector) => webview(page, selector),
      screenshot: (file, selector) => screenshot(page, file, selector),
      closed,
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`VS Code did not open.\n${server.log()}`, { cause: error });
  }
}

function urlOf(server: Server, folder: string, tests: HostOptions['tests']): string {
  const url = new URL(server.url);
  const remote = (path: string) => `vscode-remote://${url.host}${resolve(path)}`;
  const payload = (tests?.extensions ?? []).map((path) => ['extensionDevelopmentPath', remote(path)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests.path)]);
  url.searchParams.set('folder', resolve(folder));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function command(page: Page, title: string): Promise<void> {
  await quickInput(page, 'F1', `>${title}`);
}

async function openFile(page: Page, path: string, line = 1, column = 1): Promise<void> {
  await quickInput(page, 'ControlOrMeta+P', `${path}:${line}:${column}`);
  const name = path.slice(path.lastIndexOf('/') + 1);
  await page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
  await page.waitForSelector('.editor-group-container.active .monaco-editor .view-line');
}

async function quickInput(page: Page, keys: string, text: string): Promise<void> {
  await page.keyboard.press(keys);
  const input = page.locator('.quick-input-widget input[type="text"]');
  await input.fill(text);
  // The list follows what is typed with a delay; a first match that has settled is the answer to it.
  const first = page.locator('.quick-input-list .monaco-list-row.focused');
  await first.waitFor();
  await page.waitForTimeout(500);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

async function webview(page: Page, selector = 'body *'): Promise<Frame> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    // A webview is two nested frames, the inner of which shows what the extension gave it.
    for (const frame of page.frames().toReversed()) {
      if (!frame.parentFrame()?.url().includes('/webview/')) continue;
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    if (Date.now() > deadline) throw new Error(`No webview shows "${selector}"`);
    await page.waitForTimeout(100);
  }
}

async function screenshot(page: Page, file: string, selector?: string): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  if (selector === undefined) await page.screenshot({ path: file });
  else await page.locator(selector).first().screenshot({ path: file });
}
