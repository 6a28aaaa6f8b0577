import type { Position, SignatureHelp, SignatureInformation } from 'vscode-languageserver-types';
import { lookup } from '../base/lookup.ts';
import type { AslDocument } from '../model/document.ts';
import { INTRINSICS, type Intrinsic } from '../spec/intrinsics.ts';
import { JSONATA_FUNCTIONS, type JsonataFunction } from '../spec/jsonataFunctions.ts';
import { jsonataTokens } from '../syntax/jsonataTokens.ts';
import { typedExpressionAt } from './expressionEdit.ts';
import { signatureOf } from './hover.ts';

/** The function whose arguments are being typed, with the one at the cursor. */
export function signatureHelp(document: AslDocument, position: Position): SignatureHelp | undefined {
  const typed = typedExpressionAt(document, document.text.offsetAt(position));
  const call = typed && openCall(typed.language === 'jsonata' ? jsonataWords(typed.text) : intrinsicWords(typed.text));
  const signature = call && (call.name.startsWith('$') ? jsonataSignature(call.name) : intrinsicSignature(call.name));
  if (!signature) return undefined;
  const { parameters = [], isRest, ...information } = signature;
  const last = parameters.length - 1;
  // The last parameter of some takes all arguments that are left.
  const active = isRest ? Math.min(call.argument, last) : call.argument;
  return { signatures: [{ ...information, parameters }], activeSignature: 0, activeParameter: active };
}

interface Signature extends SignatureInformation {
  readonly isRest: boolean;
}

function intrinsicSignature(name: string): Signature | undefined {
  const intrinsic: Intrinsic | undefined = lookup(INTRINSICS, name);
  if (!intrinsic) return undefined;
  const [call, result] = intrinsic.example;
  const documentation = markdown(`${intrinsic.doc}\n\n\`${call}\` → \`${result}\``);
  const label = signatureOf(name, intrinsic);
  return { label, documentation, parameters: parametersIn(label), isRest: intrinsic.params.at(-1)?.rest === true };
}

function jsonataSignature(name: string): Signature | undefined {
  const known: JsonataFunction | undefined = lookup(JSONATA_FUNCTIONS, name.slice(1));
  if (!known) return undefined;
  const { signature: label, doc } = known;
  return { label, documentation: markdown(doc), parameters: parametersIn(label), isRest: /…|\.\.\./.test(label) };
}

function markdown(value: string): { kind: 'markdown'; value: string } {
  return { kind: 'markdown', value };
}

/** Where the parameters are in `name(a: string, ...b: any): string` or `$name(a[, b])`. */
function parametersIn(label: string): { label: [number, number] }[] {
  const open = label.indexOf('(') + 1;
  const inside = label.slice(open, label.lastIndexOf(')'));
  const found: { label: [number, number] }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= inside.length; at++) {
    if (inside[at] === '(') depth++;
    if (inside[at] === ')') depth--;
    if (depth > 0 || (at < inside.length && !',[]'.includes(inside[at] ?? ''))) continue;
    const text = inside.slice(start, at).trim();
    const from = open + inside.indexOf(text, start);
    if (text !== '') found.push({ label: [from, from + text.length] });
    start = at + 1;
  }
  return found;
}

interface OpenCall {
  readonly name: string;
  /** The number of the argument at the end of the text. */
  readonly argument: number;
}

/** The innermost call that has not been closed. */
function openCall(words: readonly string[]): OpenCall | undefined {
  const open: { name: string | undefined; argument: number }[] = [];
  for (const [index, word] of words.entries()) {
    const name = words[index - 1];
    // What is left of `~>` is the first argument.
    const argument = words[index - 2] === '~>' ? 1 : 0;
    if (word === '(') open.push({ name: name && /^(?:\$\w|[A-Z])/.test(name) ? name : undefined, argument });
    else if (word === '[' || word === '{') open.push({ name: undefined, argument: 0 });
    else if (word === ')' || word === ']' || word === '}') open.pop();
    else if (word === ',') for (const call of open.slice(-1)) call.argument++;
  }
  const call = open.findLast(({ name }) => name !== undefined);
  return call?.name === undefined ? undefined : { name: call.name, argument: call.argument };
}

function jsonataWords(text: string): string[] {
  return jsonataTokens(text)
    .filter(({ kind }) => kind !== 'comment')
    .map((token) => token.text);
}

function intrinsicWords(text: string): string[] {
  return text.match(/'(?:\\.|[^'\\])*(?:'|$)|[\w.$@-]+|[^\s]/g) ?? [];
}
