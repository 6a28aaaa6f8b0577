import type { DocumentLink } from 'vscode-languageserver-types';
import { findValue, type Node, type Property, type StringNode } from '../syntax/node.ts';
import { rangeIn, type ScenarioDocument, scenariosIn } from './scenarioFile.ts';

/** From a scenario file to the files it names: code of Lambda functions, other state machines, a mock configuration. */
export function documentLinksInScenarios(scenarios: ScenarioDocument): DocumentLink[] {
  return filesIn(scenarios.root).flatMap(({ node, path, length }) => {
    const target = resolve(path, scenarios.text.uri);
    const start = node.start + 1;
    return target === undefined ? [] : [{ range: rangeIn(scenarios, { start, end: start + length }), target }];
  });
}

interface NamedFile {
  readonly node: StringNode;
  readonly path: string;
  /** Of the path in the document. */
  readonly length: number;
}

function filesIn(root: Node | undefined): readonly NamedFile[] {
  return scenariosIn(root).flatMap(({ value: scenario }) => {
    const answers = propertiesOf(findValue(scenario, 'answers')).flatMap(({ value }) =>
      value?.kind === 'array' ? value.items : (value ?? []),
    );
    return [
      ...answers.flatMap((answer) => [
        ...named(findValue(answer, 'lambda')).map(withoutHandler),
        ...named(findValue(answer, 'stateMachine')),
      ]),
      ...named(findValue(findValue(scenario, 'mockConfig'), 'file')),
    ];
  });
}

function propertiesOf(node: Node | undefined): readonly Property[] {
  return node?.kind === 'object' ? node.properties : [];
}

function named(node: Node | undefined): readonly NamedFile[] {
  if (node?.kind !== 'string' || node.value === '') return [];
  return [{ node, path: node.value, length: Math.max(0, node.end - node.start - 2) }];
}

/** `src/price.mjs#handler` is in the file before the last `#`. */
function withoutHandler({ node, path, length }: NamedFile): NamedFile {
  const at = path.lastIndexOf('#');
  return at < 0 ? { node, path, length } : { node, path: path.slice(0, at), length: length - (path.length - at) };
}

/** The URI of a path that is relative to a file; undefined where it is none. */
function resolve(path: string, base: string): string | undefined {
  try {
    const { href, protocol } = new URL(encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F'), base);
    return protocol === new URL(base).protocol ? href : undefined;
  } catch {
    return undefined;
  }
}
