import type { Context } from 'mocha';
import type { BrowserRequest } from '../host/bridge.ts';

/**
 * Asks the browser that shows the window for what extensions cannot see. Where there is no such browser, in desktop
 * VS Code, the test is skipped.
 */
export async function ask(test: Context, question: BrowserRequest): Promise<unknown> {
  if (process.env.ASL_TEST_BROWSER !== undefined) return request(question);
  if (test.test) test.test.title += ' (only where VS Code runs in a browser)';
  return test.skip();
}

/** The texts of the elements that match, in the window or in the webview that holds such an element. */
export async function texts(test: Context, selector: string, webview?: string): Promise<string[]> {
  const where = webview === undefined ? {} : { webview };
  return (await ask(test, { type: 'texts', selector, ...where })) as string[];
}

export async function request(question: BrowserRequest): Promise<unknown> {
  const { ASL_TEST_BROWSER: url } = process.env;
  if (url === undefined) throw new Error('There is no browser to ask');
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(question) });
  if (!response.ok) throw new Error(`${question.type}: ${await response.text()}`);
  return response.json();
}
