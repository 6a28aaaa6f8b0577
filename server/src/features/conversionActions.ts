import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import type { State } from '../model/machine.ts';
import { findPlace } from '../model/places.ts';
import type { Node } from '../syntax/node.ts';
import { assignedNames, type ConversionNote, convertDefinition, convertState } from './convert/convert.ts';
import { markedValue, rewrite, rewrittenSpan } from './rewrite.ts';

/** Actions that turn the state at the cursor, or the whole machine, from JSONPath to JSONata. */
export function conversionActions(document: AslDocument, range: Range): CodeAction[] {
  const { machine, errors } = document;
  // What the text is not sure to say is not rewritten.
  if (machine?.language !== 'JSONPath' || errors.some(({ code }) => code !== 'comment')) return [];
  const state = findPlace(machine, document.text.offsetAt(range.start))?.place.state;
  const ofState = state?.language === 'JSONPath' ? stateConversion(document, state) : undefined;
  const ofMachine = state && document.source.length > MAX_LENGTH ? undefined : machineConversion(document);
  return [
    ...(state && ofState ? [action(document, `Convert '${state.name}' to JSONata`, state.node, ofState)] : []),
    ...(ofMachine ? [action(document, 'Convert the state machine to JSONata', machine.node, ofMachine)] : []),
  ];
}

/** In a longer document the machine is converted from outside of its states: it takes too long to do so wherever the cursor is. */
const MAX_LENGTH = 200_000;

interface Conversion {
  readonly text: string;
  readonly notes: readonly ConversionNote[];
}

function stateConversion(document: AslDocument, { node, pointer }: State): Conversion | undefined {
  const names = assignedNames(markedValue(document.root));
  const { state, notes } = convertState(markedValue(node) as JsonObject, pointer, names);
  return conversion(document, node, state, notes);
}

const machines = new WeakMap<AslDocument, { readonly found: Conversion | undefined }>();

/** The cursor moves more often than the text changes. */
function machineConversion(document: AslDocument): Conversion | undefined {
  const known = machines.get(document);
  if (known) return known.found;
  const value = markedValue(document.root);
  const { definition, notes } = convertDefinition(value);
  const found = document.root && isObject(value) ? conversion(document, document.root, definition, notes) : undefined;
  machines.set(document, { found });
  return found;
}

function conversion(
  document: AslDocument,
  node: Node,
  value: Json,
  notes: readonly ConversionNote[],
): Conversion | undefined {
  const text = rewrite(document, node, value, formerNames);
  return text === undefined ? undefined : { text, notes };
}

/** From which field of JSONPath a field of JSONata has come. */
function formerNames(key: string, object: JsonObject): readonly string[] {
  const result = ['Result', 'ResultSelector', 'ResultPath', 'OutputPath'];
  const taken = object.Arguments !== undefined || object.ItemSelector !== undefined;
  if (key === 'Output') return taken ? result : [...result, 'Parameters'];
  if (key === 'Arguments' || key === 'ItemSelector') return ['Parameters'];
  return key === 'Items' ? ['ItemsPath'] : [`${key}.$`, `${key}Path`];
}

function action(document: AslDocument, title: string, node: Node, { text, notes }: Conversion): CodeAction {
  const toCheck = notes.length === 0 ? '' : ` (${notes.length} to check)`;
  return {
    title: title + toCheck,
    kind: CodeActionKind.RefactorRewrite,
    edit: {
      changes: { [document.text.uri]: [{ range: rangeOf(document, rewrittenSpan(document, node)), newText: text }] },
    },
  };
}
