import type { Context } from 'mocha';
import type { BrowserRequest } from '../host/bridge.ts';

/**
 * Asks the browser that shows the window for what extensions cannot see. Where there is no such browser, in desktop
 * VS Code, the test is skipped.
 */
export async function ask(test: Context, request: BrowserRequest): Promise<unknown> {
  const url = process.env.ASL_TEST_BROWSER;
  if (url === undefined) {
    console.log('      skipped: only VS Code in a browser can be looked into');
    return test.skip();
  }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  if (!response.ok) throw new Error(`${request.type}: ${await response.text()}`);
  return response.json();
}

/** The texts of the elements that match, in the window or in the webview that holds such an element. */
export async function texts(test: Context, selector: string, webview?: string): Promise<string[]> {
  const where = webview === undefined ? {} : { webview };
  return (await ask(test, { type: 'texts', selector, ...where })) as string[];
}
