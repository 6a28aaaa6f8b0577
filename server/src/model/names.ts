import { isKey } from '../base/lookup.ts';
import { remembering } from '../base/remembering.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { readJsonata } from '../syntax/jsonata.ts';
import { type JsonPath, parsePath } from '../syntax/jsonpath.ts';
import { spanIn } from '../syntax/stringOffsets.ts';
import type { ExpressionSite } from './expressions.ts';

/** A name in an expression; offsets are those of its text. */
export interface Named {
  readonly kind: 'variable' | 'function' | 'context';
  readonly name: string;
  /** How many arguments a function is called with. */
  readonly given?: number;
  readonly start: number;
  readonly end: number;
}

/** The names that an expression reads, in the order of its text. */
export function namesIn({ language, text }: ExpressionSite): readonly Named[] {
  return NAMES[language](text);
}

/** Where a name is in the document. */
export function nameSpan(
  { node, textStart }: ExpressionSite,
  { start, end }: Named,
  source: string,
): { start: number; end: number } {
  return spanIn(node, { start: start + textStart, end: end + textStart }, source);
}

/** `ResultPath` says where to write. */
export function isRead({ field }: ExpressionSite): boolean {
  const value = field.spec?.value;
  return value?.kind !== 'path' || value.within !== 'input';
}

/** By language, the names in an expression: a keystroke leaves most expressions as they were. */
const NAMES: { readonly [language in ExpressionSite['language']]: (text: string) => readonly Named[] } = {
  path: remembering(2000, (text) => [...findNames('path', text)]),
  intrinsic: remembering(1000, (text) => [...findNames('intrinsic', text)]),
  jsonata: remembering(2000, (text) => [...findNames('jsonata', text)]),
};

function* findNames(language: ExpressionSite['language'], text: string): Generator<Named> {
  switch (language) {
    case 'jsonata':
      for (const { kind, name, given, start, end } of readJsonata(text).references) {
        // A function can be handed over by its name: `$map(list, $uppercase)`.
        if (kind === 'variable' && isKey(JSONATA_FUNCTIONS, name)) yield { kind: 'function', name, start, end };
        else if (kind === 'function' && given !== undefined) yield { kind, name, given, start, end };
        else if (kind !== 'states') yield { kind, name, start, end };
        else if (name === 'context') yield* contextName(text, end);
      }
      return;
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      if (call) yield* namesInCall(call);
      return;
    }
    case 'path': {
      const { path } = parsePath(text);
      if (path) yield* namesInPath(path);
    }
  }
}

const MEMBERS = /(?:\.[A-Za-z]\w*)+/y;

/** The members read after `$states.context`. */
function* contextName(text: string, from: number): Generator<Named> {
  MEMBERS.lastIndex = from;
  const members = MEMBERS.exec(text)?.[0];
  if (members) yield { kind: 'context', name: members.slice(1), start: from + 1, end: from + members.length };
}

function* namesInCall(call: IntrinsicCall): Generator<Named> {
  for (const argument of call.arguments) {
    if (argument.kind === 'call') yield* namesInCall(argument);
    else if (argument.kind === 'path') yield* namesInPath(argument.path);
  }
}

function* namesInPath({ root, steps }: JsonPath): Generator<Named> {
  if (root.kind === 'variable') yield { kind: 'variable', name: root.name, start: root.start, end: root.end };
  if (root.kind !== 'context') return;
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'name') break;
    names.push(step.name);
  }
  const [first] = steps;
  if (first && names.length > 0)
    yield {
      kind: 'context',
      name: names.join('.'),
      start: first.start,
      end: steps[names.length - 1]?.end ?? first.end,
    };
}
