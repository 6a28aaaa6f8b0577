import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { type State, statesIn } from '../model/machine.ts';
import type { Place } from '../model/places.ts';
import { referencesTo } from '../model/references.ts';
import { type Expression, targetAt } from '../model/target.ts';
import { assignmentsOf } from '../model/variables.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { jsonataOf } from '../syntax/jsonata.ts';
import { findValue, type StringNode } from '../syntax/node.ts';
import { stringText } from '../syntax/stringText.ts';

/** Actions on the expression at the cursor: give it a name, or put it into a text. */
export function expressionActions(document: AslDocument, range: Range): CodeAction[] {
  const target = targetAt(document, document.text.offsetAt(range.start));
  if (target?.kind !== 'expression' || document.errors.some(({ code }) => code !== 'comment')) return [];
  const { node, expression } = target;
  return [extraction(document, node, expression), formatting(document, node, expression)].filter(
    (action) => action !== undefined,
  );
}

/** A template field, or the error of a Fail state, as `States.Format('{}', …)`: the rest of the text is then easily written. */
function formatting(document: AslDocument, node: StringNode, expression: Expression): CodeAction | undefined {
  const { language, name } = expression;
  if (language === 'jsonata' || !(name.endsWith('.$') || name === 'ErrorPath' || name === 'CausePath'))
    return undefined;
  const text = stringText(`States.Format('{}', ${node.value.trim()})`, node.style);
  return action(document, 'Wrap in States.Format', CodeActionKind.RefactorRewrite, [edit(document, node, text)]);
}

/** A Pass state before this one sets the variable: what a state assigns is there from the next state on. */
function extraction(document: AslDocument, node: StringNode, expression: Expression): CodeAction | undefined {
  const { state } = expression.place;
  if (!state || !document.machine || !readsInput(expression, node, state)) return undefined;
  const states = [...statesIn(document.machine)];
  const names = new Set(states.flatMap((other) => [...assignmentsOf(other)].map(({ name }) => name)));
  const variable = unused(variableFor(expression), (name) => names.has(name) || RESERVED.has(name), '');
  const setter = unused(`Set ${variable}`, (name) => states.some((other) => other.name === name), ' ');
  const read = expression.language === 'jsonata' ? `{% $${variable} %}` : `$${variable}`;
  return action(document, `Extract into the variable $${variable}`, CodeActionKind.RefactorExtract, [
    edit(document, node, stringText(read, node.style)),
    edit(
      document,
      { start: state.key.start, end: state.key.start },
      setterText(document, state, setter, variable, node),
    ),
    ...[...referencesTo(state)].map((reference) =>
      edit(document, reference.node, stringText(setter, reference.node.style)),
    ),
  ]);
}

const RESERVED: ReadonlySet<string> = new Set(['states', ...Object.keys(JSONATA_FUNCTIONS)]);

/** Fields whose `$` is the input of the state, where it has no InputPath. */
const INPUT_FIELDS: ReadonlySet<string> = new Set([
  ...['InputPath', 'Parameters', 'ItemsPath', 'ItemSelector', 'BatchInput', 'Credentials', 'RoleArn.$', 'Variable'],
  ...['SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath'],
  ...['MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'MaxItemsPath'],
]);

/** Whether a state before this one sees what the expression reads, and this one still needs it. */
function readsInput({ language, text, field, place }: Expression, node: StringNode, state: State): boolean {
  if (!isAlwaysRead(place, state)) return false;
  if (language === 'jsonata') {
    const whole = node.value.startsWith('{%') && node.value.endsWith('%}') && jsonataOf(node.value) === text;
    const input = /\$states\.input\b/.test(text);
    return whole && input && !/\$states\.(?!input\b)|\$states\b(?!\.)/.test(text) && place.kind !== 'Catcher';
  }
  const name = field.property.key.value;
  const isInput = INPUT_FIELDS.has(name) || (name.endsWith('Path') && place.kind.endsWith('Rule'));
  const inputPath = findValue(state.node, 'InputPath');
  const whole = name === 'InputPath' || !inputPath || (inputPath.kind === 'string' && inputPath.value === '$');
  // The context object of another state is another one.
  return isInput && whole && !text.includes('$$') && /[$][.[]/.test(text) && name !== 'ResultPath';
}

/** In a Choice only what the first rule tests first: other rules may not be looked at, and what `IsPresent` tests may not be there. */
function isAlwaysRead({ kind, pointer, node }: Place, state: State): boolean {
  if (kind !== 'ChoiceRule' && kind !== 'NestedRule') return true;
  const isFirst = /^\/Choices\/0(?:\/(?:And|Or)\/0|\/Not)*$/.test(pointer.slice(state.pointer.length));
  return isFirst && !findValue(node, 'IsPresent');
}

const WORD = /[\p{ID_Start}]\p{ID_Continue}*/gu;

function variableFor({ language, text, name }: Expression): string {
  const key = name.endsWith('.$') ? name.slice(0, -2) : language === 'jsonata' ? name.split(/[/.]/).at(-1) : undefined;
  const source = isIntrinsic(text) || language === 'jsonata' ? (key ?? '') : text;
  return (source.match(WORD)?.at(-1) ?? 'value').slice(0, 70);
}

function unused(name: string, isUsed: (name: string) => boolean, separator: string): string {
  let candidate = name;
  for (let i = 2; isUsed(candidate); i++) candidate = `${name}${separator}${i}`;
  return candidate;
}

function setterText(document: AslDocument, state: State, setter: string, variable: string, node: StringNode): string {
  const { source, machine } = document;
  const lineStart = source.lastIndexOf('\n', state.key.start - 1) + 1;
  const before = source.slice(lineStart, state.key.start);
  const first = state.node.properties[0]?.key.start ?? state.node.end;
  const isSpread = before.trim() === '' && lineStart > 0 && source.slice(state.key.end, first).includes('\n');
  const unit = isSpread ? unitOf(source, first, before) : '  ';
  const inJsonata = state.language === 'JSONata';
  const language = inJsonata && machine?.language === 'JSONPath' ? { QueryLanguage: 'JSONata' } : {};
  const assign = { [inJsonata ? variable : `${variable}.$`]: node.value };
  const fields = { Type: 'Pass', ...language, Assign: assign, Next: state.name };
  const isBlock = document.syntax === 'yaml' && isSpread && source[state.node.start] !== '{';
  if (isBlock) return blockText(setter, fields, before, unit);
  const json = JSON.stringify(fields, null, isSpread ? unit : undefined).replaceAll('\n', `\n${before}`);
  return `${JSON.stringify(setter)}: ${json},${isSpread ? `\n${before}` : ' '}`;
}

function unitOf(source: string, first: number, before: string): string {
  const line = source.slice(source.lastIndexOf('\n', first - 1) + 1, first);
  return line.startsWith(before) && line.length > before.length ? line.slice(before.length) : '  ';
}

function blockText(setter: string, fields: object, indent: string, unit: string): string {
  const lines = Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [`${unit}${key}: ${stringText(String(value), 'plain')}`];
    const members = Object.entries(value).map(
      ([name, text]) => `${unit}${unit}${name}: ${stringText(String(text), 'plain')}`,
    );
    return [`${unit}${key}:`, ...members];
  });
  return [`${stringText(setter, 'plain')}:`, ...lines, ''].join(`\n${indent}`);
}

function edit(
  document: AslDocument,
  span: { readonly start: number; readonly end: number },
  newText: string,
): TextEdit {
  return { range: rangeOf(document, span), newText };
}

function action(document: AslDocument, title: string, kind: CodeActionKind, edits: TextEdit[]): CodeAction {
  return { title, kind, edit: { changes: { [document.text.uri]: edits } } };
}
