import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyseScenarios } from '../../server/src/features/scenarioFile.ts';
import type { AslDocument } from '../../server/src/model/document.ts';
import { type Preview, previewScenario } from '../../server/src/preview/preview.ts';
import { toJson } from '../../server/src/syntax/node.ts';

/**
 * What a scenario brings to the states of a document. A broken document has no preview of its own; it is given that of a machine with
 * one state of each name and type, which passes its input on.
 */
export async function previewOf(
  document: AslDocument,
  scenario: object,
  instead: { readonly [name: string]: string } = {},
): Promise<Preview | undefined> {
  const source = JSON.stringify({ scenarios: { First: scenario } });
  const { parsed } = analyseScenarios(TextDocument.create('file:///work/a.scenarios.json', 'json', 0, source));
  const [first] = parsed.file?.scenarios ?? [];
  if (!first) throw new Error('There is no scenario');
  const own =
    document.errors.length === 0 ? await previewScenario(toJson(document.root, document.source), first) : undefined;
  if (own && own.samples.size > 0) return own;
  const names = Object.keys(instead);
  const samples = new Map(
    await Promise.all(
      names.map(async (name) => {
        const definition = { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } };
        const alone = await previewScenario(definition, first);
        return [`/States/${name}`, alone?.samples.get(`/States/${name}`) ?? []] as const;
      }),
    ),
  );
  return { scenario: 'First', samples, explored: new Map(), stopped: undefined };
}
