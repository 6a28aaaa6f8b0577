import { mkdir, writeFile } from 'node:fs/promises';
import { scenarioSchema } from '../scenario/schema.ts';
import { definitionSchema } from '../spec/schema.ts';

/** Writes the JSON schemas that the extension contributes; `npm run schemas` runs it in the folder of the project. */
await mkdir('schemas', { recursive: true });
for (const [name, schema] of [
  ['asl', definitionSchema()],
  ['scenarios', scenarioSchema()],
] as const) {
  await writeFile(`schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
