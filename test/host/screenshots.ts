import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type HostOptions, type OpenHost, openHost } from './host.ts';
import { EXAMPLES, ROOT } from './paths.ts';

interface Picture {
  readonly theme: NonNullable<HostOptions['theme']>;
  readonly take: (host: OpenHost) => Promise<void>;
}

/** The pictures of the README, by file name. Each is taken in a fresh window on the examples. */
const PICTURES: { readonly [name: string]: Picture } = {
  'order-fulfilment': {
    theme: 'light',
    take: async (host) => {
      await host.openFile('order-fulfilment.asl.json');
      await openWideGraph(host);
    },
  },
  hover: {
    theme: 'light',
    take: async (host) => {
      await openAt(host, 'order-fulfilment.asl.json', '"$.items[*].s');
      await host.page.waitForSelector('.codelens-decoration >> visible=true');
      await host.command('Show or Focus Hover');
      await host.page.waitForSelector('.monaco-hover-content:visible');
    },
  },
  completion: {
    theme: 'dark',
    take: async (host) => {
      await openAt(host, 'loan-approval.asl.json', '"debts": "{% $sum([0, $states.input.applicant.');
      await host.page.waitForSelector('.codelens-decoration >> visible=true');
      await host.page.keyboard.press('Control+Space');
      await host.page.waitForSelector('.suggest-widget .monaco-list-row');
    },
  },
  'dark-graph': {
    theme: 'dark',
    take: async (host) => {
      await host.openFile('inventory-report.asl.json');
      await openWideGraph(host);
    },
  },
  'graph-run': {
    theme: 'light',
    take: async (host) => {
      await host.openFile('inventory-report.asl.json');
      await openWideGraph(host);
      await host.page.locator('.codelens-decoration a:has-text("Run State Machine")').first().click();
      const graph = await host.webview('.edge.end.taken');
      await host.command('View: Toggle Panel Visibility');
      await graph.locator('.state:has-text("Sum up") .name').click();
      await graph.locator('.data pre').first().waitFor();
    },
  },
  debug: {
    theme: 'light',
    take: async (host) => {
      await openAt(host, 'order-fulfilment.asl.json', '\n    "Save order"');
      await host.command('Debug: Toggle Breakpoint');
      await openGraph(host);
      await host.command('ASL: Debug State Machine');
      await host.page.waitForSelector('.debug-top-stack-frame-line');
      for (const name of ['Data', 'Input']) await host.page.locator('.debug-variables').getByText(name).first().click();
    },
  },
};

const SETTINGS = { 'editor.minimap.enabled': false, 'editor.stickyScroll.enabled': false };

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: join(ROOT, 'docs/images') } },
  allowPositionals: true,
});
for (const [name, { theme, take }] of Object.entries(PICTURES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const host = await openHost({ theme, size: { width: 1280, height: 800 }, settings: SETTINGS });
  try {
    await take(host);
  } finally {
    // Also when a step failed: the picture shows where.
    await host.page.waitForTimeout(1000);
    await host.screenshot(join(values.out, `${name}.png`));
    await host.close();
  }
  console.log(name);
}

/** Opens an example with the cursor at the end of a text. */
async function openAt(host: OpenHost, file: string, text: string): Promise<void> {
  const [before = ''] = readFileSync(join(EXAMPLES, file), 'utf8').split(text);
  const lines = (before + text).split('\n');
  await host.openFile(file, lines.length, (lines.at(-1) ?? '').length + 1);
}

/** Beside the text, and with the whole width for both. */
async function openWideGraph(host: OpenHost): Promise<void> {
  await host.command('View: Toggle Primary Side Bar Visibility');
  await openGraph(host);
}

async function openGraph(host: OpenHost): Promise<void> {
  await host.command('ASL: Open Graph Preview');
  await host.webview('.nodes .state');
}
