import type { Shape } from '../../server/src/picture/drawing.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with its attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Shape['attributes'] = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

/** What has been drawn as a value, as elements of the page. */
export function toElement({ tag, attributes, children }: Shape): SVGElement {
  const inner = children.map((child) => (typeof child === 'string' ? child : toElement(child)));
  return svg(tag as keyof SVGElementTagNameMap, attributes, ...inner);
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function icon(path: string): SVGSVGElement {
  return svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: path }));
}

export function button(label: string, path: string, action: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', title: label, ariaLabel: label }, icon(path));
  made.addEventListener('click', action);
  return made;
}
