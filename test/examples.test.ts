import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Json } from '../server/src/base/json.ts';
import { type ExecutionEvent, parseScenarios, run, type Scenario } from '../server/src/index.ts';
import { analyseText } from '../server/src/model/document.ts';
import { toJson } from '../server/src/syntax/node.ts';

const FOLDER = 'examples';

const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.scenarios.json'))
  .flatMap((name) => {
    const { file, errors } = parseScenarios(readFileSync(`${FOLDER}/${name}`, 'utf8'));
    expect(errors).toEqual([]);
    return (file?.scenarios ?? []).map((scenario) => [name.replace('.scenarios.json', ''), scenario.name, scenario]);
  }) as readonly (readonly [machine: string, name: string, scenario: Scenario])[];

test.each(SCENARIOS)('%s: %s', async (machine, _name, scenario) => {
  const result = await run(definitionOf(machine), undefined, { scenario, folder: FOLDER });
  const { path, ...expected } = scenario.expect ?? {};
  expect(result).toMatchObject({ status: 'SUCCEEDED', ...expected });
  if (path) expect(pathOf(result.events)).toEqual(path);
});

function definitionOf(machine: string): Json {
  const file = ['json', 'yaml'].map((ending) => `${FOLDER}/${machine}.asl.${ending}`).find(existsSync) ?? '';
  const document = analyseText(readFileSync(file, 'utf8'), file);
  return document.root ? toJson(document.root, document.source) : null;
}

/** The states entered outside of any Map or Parallel. */
function pathOf(events: readonly ExecutionEvent[]): string[] {
  let depth = 0;
  const path: string[] = [];
  for (const { type, stateEnteredEventDetails } of events) {
    if (depth === 0 && stateEnteredEventDetails) path.push(stateEnteredEventDetails.name);
    if (/^(Map|Parallel)StateStarted$/.test(type)) depth++;
    if (/^(Map|Parallel)State(Succeeded|Failed)$/.test(type)) depth--;
  }
  return path;
}
