import { type CompletionItem, CompletionItemKind, InsertTextFormat, type Position } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import { fieldOf } from '../model/machine.ts';
import { type Answer, answerOf } from '../spec/services/answers.ts';
import { contains, findValue, type Node, type ObjectNode } from '../syntax/node.ts';
import { parseResource } from '../syntax/resource.ts';
import { rangeIn, type ScenarioDocument, scenariosIn, stateNamed } from './scenarioFile.ts';

/** What the service of a Task may answer, inside the `return` of an answer. */
export function resultCompletion(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
): CompletionItem[] {
  if (!machine) return [];
  const offset = scenarios.text.offsetAt(position);
  const place = returnAt(scenarios, offset);
  const answer = place && answerOfState(machine, place.state);
  const inner = answer && below(answer, place.way);
  if (!place || inner?.kind !== 'object') return [];
  const { container } = place;
  const typed = container.properties.find(({ key }) => contains(key, offset));
  // Inside a value nothing is named.
  if (container.properties.some(({ value }) => value && value.start < offset && offset < value.end)) return [];
  const present = new Set(container.properties.filter((property) => property !== typed).map(({ key }) => key.value));
  const word = /"?\w*$/.exec(scenarios.source.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const range = rangeIn(scenarios, typed?.key ?? { start: offset - word, end: offset });
  const hasValue = typed?.value !== undefined;
  return [...inner.members()]
    .filter(([name]) => !present.has(name))
    .map(([name, member], index) => {
      const quoted = JSON.stringify(name);
      return {
        label: name,
        kind: CompletionItemKind.Field,
        detail: `${member.answer.kind}${member.required ? ', required' : ''}`,
        filterText: quoted,
        sortText: `${member.required ? 0 : 1}${String(index).padStart(4, '0')}`,
        insertTextFormat: InsertTextFormat.Snippet,
        textEdit: { range, newText: hasValue ? quoted : `${quoted}: ${valueSnippet(member.answer)}` },
      };
    });
}

interface ReturnPlace {
  readonly state: string;
  /** The names from the answer down to the object. */
  readonly way: readonly (string | number)[];
  /** The innermost object around the cursor. */
  readonly container: ObjectNode;
}

function returnAt({ root }: ScenarioDocument, offset: number): ReturnPlace | undefined {
  const scenario = scenariosIn(root).find(({ value }) => value && contains(value, offset))?.value;
  const answers = findValue(scenario, 'answers');
  const property =
    answers?.kind === 'object' ? answers.properties.find(({ value }) => value && contains(value, offset)) : undefined;
  const given = property?.value;
  // One answer, or a list of them.
  const one = given?.kind === 'array' ? given.items.find((item) => contains(item, offset)) : given;
  const returned = findValue(one, 'return');
  if (!property || !returned || !contains(returned, offset)) return undefined;
  const way: (string | number)[] = [];
  let container: ObjectNode | undefined;
  let node: Node | undefined = returned;
  while (node?.kind === 'object' || node?.kind === 'array') {
    if (node.kind === 'array') {
      const index: number = node.items.findIndex((item) => contains(item, offset));
      node = node.items[index];
      if (node) way.push(index);
    } else {
      container = node;
      const inner: ObjectNode['properties'][number] | undefined = node.properties.find(
        ({ value }) => value && value.kind !== 'string' && contains(value, offset),
      );
      node = inner?.value;
      if (inner && (node?.kind === 'object' || node?.kind === 'array')) way.push(inner.key.value);
      else node = undefined;
    }
  }
  return container && { state: property.key.value, way, container };
}

function answerOfState(machine: AslDocument, name: string): Answer | undefined {
  const state = stateNamed(machine, name);
  const resource = state && fieldOf(state, 'Resource');
  if (resource?.kind !== 'string') return undefined;
  const call = parseResource(resource.value);
  if (call.kind !== 'integration' && call.kind !== 'sdk') return undefined;
  const service = call.kind === 'sdk' ? `aws-sdk:${call.service.text}` : call.service.text;
  return answerOf(service, call.action?.text ?? '', call.pattern?.text ?? '');
}

function below(answer: Answer, way: readonly (string | number)[]): Answer | undefined {
  let inner: Answer | undefined = answer;
  for (const step of way) {
    if (inner?.kind === 'array' && typeof step === 'number') inner = inner.of();
    else if (inner?.kind === 'map' && typeof step === 'string') inner = inner.of();
    else if (inner?.kind === 'object' && typeof step === 'string') inner = inner.members().get(step)?.answer;
    else return undefined;
  }
  return inner;
}

function valueSnippet(answer: Answer): string {
  switch (answer.kind) {
    case 'string':
      return answer.oneOf
        ? `"\${1|${answer.oneOf.map((text) => text.replace(/[,|\\$]/g, '\\$&')).join(',')}|}"`
        : '"$1"';
    case 'number':
      return `\${1:${answer.limits?.[0] ?? 0}}`;
    case 'boolean':
      return `\${1|true,false|}`;
    case 'array':
      return '[$1]';
    case 'map':
    case 'object':
      return '{$1}';
    case 'any':
      return '$1';
  }
}
