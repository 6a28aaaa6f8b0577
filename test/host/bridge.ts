import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator } from 'playwright-core';
import type { OpenHost } from './host.ts';

/**
 * What a test in the extension host may ask of the browser that shows the window. `webview` looks inside the webview that
 * holds such an element instead of the window itself.
 */
export type BrowserRequest =
  | { readonly type: 'texts'; readonly selector: string; readonly webview?: string }
  | { readonly type: 'count'; readonly selector: string; readonly webview?: string }
  | { readonly type: 'click'; readonly selector: string; readonly webview?: string; readonly button?: 'right' }
  | { readonly type: 'press'; readonly keys: string }
  | { readonly type: 'print'; readonly text: string }
  | { readonly type: 'screenshot'; readonly file: string };

/** Serves the requests of the tests on the loopback interface. */
export async function serveBrowser(host: () => OpenHost): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer(async (request, response) => {
    try {
      response.end(JSON.stringify((await answer(host(), await read(request))) ?? null));
    } catch (error) {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.message : String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

async function read(request: IncomingMessage): Promise<BrowserRequest> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as BrowserRequest;
}

async function answer(host: OpenHost, request: BrowserRequest): Promise<unknown> {
  switch (request.type) {
    case 'texts': {
      const found = await locate(host, request);
      await found.first().waitFor({ state: 'attached', timeout: 10_000 });
      return found.allTextContents();
    }
    case 'click':
      return (await locate(host, request)).first().click({
        timeout: 10_000,
        ...(request.button && { button: request.button }),
      });
    case 'count':
      return (await locate(host, request)).count();
    case 'press':
      return host.page.keyboard.press(request.keys);
    case 'print':
      return console.log(request.text);
    case 'screenshot':
      return host.screenshot(request.file);
  }
}

async function locate(
  host: OpenHost,
  request: { readonly selector: string; readonly webview?: string },
): Promise<Locator> {
  const scope = request.webview === undefined ? host.page : await host.webview(request.webview);
  return scope.locator(request.selector);
}
