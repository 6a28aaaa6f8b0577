import type { StringStyle } from './node.ts';

/** How a string is written in a style; where the style cannot hold it, in double quotes. */
export function stringText(value: string, style: StringStyle): string {
  if (style === 'plain' && isPlain(value)) return value;
  if (style === 'single' && /^[\x20-\x7e\u00a0-\uffff]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** Whether YAML reads the text without quotes as this very string. */
function isPlain(value: string): boolean {
  if (!/^[\p{L}_](?:[^\p{C}:#[\]{},&*!|>%@`"'\\]|:(?=\S))*$/u.test(value) || value.endsWith(' ')) return false;
  return !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
}
