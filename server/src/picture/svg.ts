import type { PlacedGraph, Theme } from '../protocol/graph.ts';
import { drawGraph, type Fit, type Shape, shape } from './drawing.ts';

interface Colours {
  readonly [name: string]: string;
}

const COLOURS: { readonly [theme in Theme]: Colours } = {
  light: {
    ...{ surface: '#ffffff', card: '#f8f8f8', ink: '#3b3b3b', muted: '#6b6b6b', line: '#d4d4d4', edge: '#8a8a8a' },
    ...{ Task: '#1a85ff', Choice: '#c05a00', Parallel: '#652d90', Map: '#0598bc', Wait: '#a98a00', Pass: '#6b6b6b' },
    ...{ Succeed: '#388a34', Fail: '#d32f2f', unknown: '#d32f2f' },
  },
  dark: {
    ...{ surface: '#1f1f1f', card: '#2a2a2a', ink: '#cccccc', muted: '#9d9d9d', line: '#454545', edge: '#8a8a8a' },
    ...{ Task: '#3794ff', Choice: '#e2994d', Parallel: '#b180d7', Map: '#11a8cd', Wait: '#cca700', Pass: '#9d9d9d' },
    ...{ Succeed: '#89d185', Fail: '#f14c4c', unknown: '#f14c4c' },
  },
};
const KINDS = ['Task', 'Choice', 'Parallel', 'Map', 'Wait', 'Pass', 'Succeed', 'Fail', 'unknown'];

/** A graph as a file: an SVG that needs nothing else, with its colours and the texts cut to their boxes. */
export function svgOf(graph: PlacedGraph, theme: Theme, title: string): string {
  const { width, height } = graph;
  const root = shape(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: Math.ceil(width),
      height: Math.ceil(height),
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      role: 'img',
    },
    shape('title', {}, title),
    shape('style', {}, styleOf(COLOURS[theme])),
    shape('rect', { class: 'page', width: '100%', height: '100%' }),
    ...drawGraph(graph, fitByGuess),
  );
  return `${textOf(root)}\n`;
}

// Viewers of SVG know neither variables nor mixed colours.
function styleOf(colour: Colours): string {
  const kinds = KINDS.map(
    (kind) => `.kind-${kind} .icon{stroke:${colour[kind]}}.kind-${kind} .tile{fill:${colour[kind]}}
.frame.kind-${kind}{fill:${colour[kind]}}.container.kind-${kind} .body,.kind-${kind} .outer{stroke:${colour[kind]}}`,
  ).join('\n');
  return `
text{font-family:'Segoe UI',system-ui,-apple-system,sans-serif;font-size:11px;fill:${colour.muted}}
.page{fill:${colour.surface}}
.body,.stack{fill:${colour.card};stroke:${colour.line}}
.stack,.outer,.container .body,.header,.icon,.line{fill:none}
.tile{fill-opacity:.18}.frame{fill-opacity:.06}.container .body,.outer{stroke-opacity:.5}
.branch{fill:none;stroke:${colour.line};stroke-dasharray:3 4}
.icon{stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}
.name{fill:${colour.ink};font-size:13px;font-weight:600}
.line{stroke:${colour.edge};stroke-width:1.4}.arrow,.mark{fill:${colour.edge}}
.ring{fill:${colour.card};stroke:${colour.edge};stroke-width:1.5}
.start .ring{stroke:${colour.Succeed}}.start .mark{fill:${colour.Succeed}}
.default .line{stroke-dasharray:2 3}.default text{font-style:italic}
.catch .line{stroke:${colour.Fail};stroke-dasharray:6 4}.catch .arrow,.label.catch text{fill:${colour.Fail}}
.label rect{fill:${colour.surface};stroke:${colour.line}}.label.catch rect{stroke:${colour.Fail}}
.label.choice text{fill:${colour.ink}}
.toggle{display:none}
${kinds}
`;
}

/** Without fonts at hand; the boxes are as wide as the same guess says. */
const fitByGuess: Fit = (text, width, font) => {
  const most = Math.max(1, Math.floor(width / (font.includes('13px') ? 7.4 : 6.1)));
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
};

function textOf({ tag, attributes, children }: Shape): string {
  const written = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined || INTERACTIVE.has(name) ? [] : ` ${name}="${escaped(String(value))}"`,
  );
  const open = `<${tag}${written.join('')}`;
  if (children.length === 0) return `${open}/>`;
  const inside = children.map((child) => {
    if (typeof child !== 'string') return textOf(child);
    return tag === 'style' ? child : escaped(child);
  });
  return `${open}>${inside.join('')}</${tag}>`;
}

const INTERACTIVE: ReadonlySet<string> = new Set([
  ...['tabindex', 'role', 'aria-label', 'aria-expanded', 'aria-hidden'],
  ...['data-label', 'data-width', 'data-from', 'data-to'],
]);

const ESCAPES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Also without the control characters, which XML has no way to write. */
function escaped(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd').replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c);
}
