import { getLanguageService, type JSONDocument, type JSONSchema } from 'vscode-json-languageservice';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, Diagnostic, Hover, Position } from 'vscode-languageserver-types';
import { scenarioSchema } from '../scenario/schema.ts';
import type { ScenarioDocument } from './scenarioFile.ts';

/** Where the schema of scenario files is said to be; it is never fetched. */
const SCHEMA = 'asl-workbench:scenarios.schema.json';

/** The JSON language service, with the schema of scenario files made from our tables. It reads nothing from anywhere. */
export const jsonService = getLanguageService({});

jsonService.configure({
  schemas: [{ uri: SCHEMA, fileMatch: ['*.scenarios.json'], schema: scenarioSchema() as JSONSchema }],
});

/** What the schema has against a scenario file. VS Code says so by itself; this is for editors that do not. */
export async function schemaDiagnostics({ text }: ScenarioDocument): Promise<Diagnostic[]> {
  const found = await jsonService.doValidation(text, parsed(text), { comments: 'ignore', trailingCommas: 'error' });
  return found.map((diagnostic) => ({ ...diagnostic, source: 'asl' }));
}

export async function schemaCompletion({ text }: ScenarioDocument, position: Position): Promise<CompletionItem[]> {
  return (await jsonService.doComplete(text, position, parsed(text)))?.items ?? [];
}

export async function schemaHover({ text }: ScenarioDocument, position: Position): Promise<Hover | undefined> {
  return (await jsonService.doHover(text, position, parsed(text))) ?? undefined;
}

const trees = new WeakMap<TextDocument, { version: number; tree: JSONDocument }>();

function parsed(text: TextDocument): JSONDocument {
  const known = trees.get(text);
  if (known?.version === text.version) return known.tree;
  const tree = jsonService.parseJSONDocument(text);
  trees.set(text, { version: text.version, tree });
  return tree;
}
