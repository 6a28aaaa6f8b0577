import { readdirSync, readFileSync } from 'node:fs';
import { type AslDocument, analyseText } from '../../server/src/model/document.ts';

const FOLDER = new URL('../fixtures/', import.meta.url);

/** Every state machine in `test/fixtures`. */
export const FIXTURES: readonly string[] = readdirSync(FOLDER).filter((name) => /\.asl\.(json|yaml)$/.test(name));

export function readFixture(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

export function fixtureOf(name: string): AslDocument {
  return analyseText(readFixture(name), `file:///work/${name}`);
}
