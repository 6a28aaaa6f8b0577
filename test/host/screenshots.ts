import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type OpenHost, openHost } from './host.ts';
import { ROOT } from './paths.ts';

/** The pictures of the README, by file name. Each starts in a fresh window on the examples. */
const PICTURES: { readonly [name: string]: (host: OpenHost) => Promise<void> } = {
  graph: async (host) => {
    await host.openFile('order-fulfilment.asl.json');
    await host.command('ASL: Open Graph Preview');
    await host.webview('svg');
    await host.page.waitForTimeout(1500);
  },
  editor: async (host) => {
    await host.openFile('loan-approval.asl.json');
    await host.page.waitForTimeout(3000);
  },
};

const { values, positionals } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, 'docs/images') },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1440x900' },
  },
  allowPositionals: true,
});
const [width = 1440, height = 900] = values.size.split('x').map(Number);

for (const [name, take] of Object.entries(PICTURES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const host = await openHost({ theme: values.theme === 'light' ? 'light' : 'dark', size: { width, height } });
  const file = join(values.out, `${name}.png`);
  try {
    await take(host);
    console.log(file);
  } finally {
    // Also when a step failed: the picture shows where.
    await host.screenshot(file);
    await host.close();
  }
}
