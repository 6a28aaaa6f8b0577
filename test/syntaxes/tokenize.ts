import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const SYNTAXES = new URL('../../syntaxes/', import.meta.url);

const FILES: Readonly<Record<string, string>> = {
  'source.asl': 'asl.tmLanguage.json',
  'source.asl.yaml': 'asl-yaml.tmLanguage.json',
  'source.asl.expressions': 'expressions.tmLanguage.json',
};

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

export async function loadGrammar(scopeName: string): Promise<IGrammar> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      const file = FILES[name];
      if (file === undefined) return null;
      return textmate.parseRawGrammar(await readFile(new URL(file, SYNTAXES), 'utf8'), file);
    },
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`There is no grammar ${scopeName}`);
  return grammar;
}

/** The tokens of the whole text; their offsets count from its start. */
export function tokenize(grammar: IGrammar, text: string): Token[] {
  const tokens: Token[] = [];
  let state = textmate.INITIAL;
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const end = Math.min(endIndex, line.length);
      if (startIndex >= end) continue;
      tokens.push({ text: line.slice(startIndex, end), start: lineStart + startIndex, end: lineStart + end, scopes });
    }
    lineStart += line.length + 1;
  }
  return tokens;
}
