import { readdirSync, readFileSync } from 'node:fs';
import { getLanguageService, type JSONSchema, TextDocument } from 'vscode-json-languageservice';
import type { JsonObject } from '../../server/src/base/json.ts';
import { toJson } from '../../server/src/syntax/node.ts';
import { parseYamlTree } from '../../server/src/syntax/yaml.ts';

/** What VS Code says about a JSON text that has this schema. */
export async function messages(schema: JsonObject, text: string): Promise<string[]> {
  const service = getLanguageService({});
  const document = TextDocument.create('file:///test.json', 'json', 0, text);
  const parsed = service.parseJSONDocument(document);
  const problems = await service.doValidation(document, parsed, { comments: 'ignore' }, schema as JSONSchema);
  return problems.map(({ message }) => (typeof message === 'string' ? message : message.value));
}

/** Name and JSON text of files in `examples/`. */
export function exampleFiles(name: RegExp): [string, string][] {
  return readdirSync('examples')
    .filter((file) => name.test(file))
    .map((file) => {
      const text = readFileSync(`examples/${file}`, 'utf8');
      return [file, file.endsWith('.yaml') ? JSON.stringify(toJson(parseYamlTree(text).root, text)) : text];
    });
}
