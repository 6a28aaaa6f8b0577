import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { CODES } from '../analysis/codes.ts';
import { rulesDocument } from '../analysis/rulesDocument.ts';

/** Writes what the tables of problems say elsewhere; `npm run docs` runs it in the folder of the project. */
await mkdir('docs', { recursive: true });
await writeFile('docs/rules.md', rulesDocument());

/** The setting for severities lists the codes. */
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
manifest.contributes.configuration.properties['asl.validation.severity'].propertyNames.enum = Object.keys(CODES);
await writeFile('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
