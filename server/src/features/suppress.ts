import type { ProblemCode } from '../analysis/codes.ts';
import { type AslDocument, mayHaveComments } from '../model/document.ts';
import { fieldOf, type State, statesIn } from '../model/machine.ts';
import { stringText } from '../syntax/stringText.ts';
import { addProperty, type Change, indentAt } from './edits.ts';

/** Mistakes in the text itself cannot be excused: without them there is nothing to read. */
const NEVER: ReadonlySet<ProblemCode> = new Set(['json-syntax', 'yaml-syntax', 'not-an-object', 'comment']);

/** Switches a code off where it is reported: in the line above where there are comments, else in the `Comment` of the state. */
export function suppress(document: AslDocument, code: ProblemCode, start: number): Change | undefined {
  if (NEVER.has(code)) return undefined;
  if (document.syntax === 'yaml') {
    return isInsideText(document, start) ? inComment(document, code, start) : inLineAbove(document, code, start, '#');
  }
  if (mayHaveComments(document.text)) return inLineAbove(document, code, start, '//');
  return inComment(document, code, start);
}

function inLineAbove({ text, source }: AslDocument, code: ProblemCode, start: number, sign: '#' | '//'): Change {
  const { line } = text.positionAt(start);
  const lineStart = text.offsetAt({ line, character: 0 });
  const above = line > 0 ? source.slice(text.offsetAt({ line: line - 1, character: 0 }), lineStart).trimEnd() : '';
  if (/(?:#|\/\/)\s*asl-disable-next-line\b/.test(above)) {
    const end = text.offsetAt({ line: line - 1, character: above.length });
    return { start: end, end, newText: ` ${code}` };
  }
  const indent = indentAt(source, lineStart + (/^[ \t]*/.exec(source.slice(lineStart))?.[0].length ?? 0));
  return { start: lineStart, end: lineStart, newText: `${indent}${sign} asl-disable-next-line ${code}\n` };
}

const LIST = /\basl-disable\b[ \t]*[a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*/;

function inComment(document: AslDocument, code: ProblemCode, start: number): Change | undefined {
  const state = stateAround(document, start);
  if (!state) return undefined;
  const comment = fieldOf(state, 'Comment');
  if (!comment) {
    const [first] = state.node.properties;
    return addProperty(document, state.node, 'Comment', `asl-disable ${code}`, first);
  }
  if (comment.kind !== 'string') return undefined;
  const { value, style } = comment;
  const text = LIST.test(value) ? value.replace(LIST, (list) => `${list}, ${code}`) : `${value} (asl-disable ${code})`;
  return { start: comment.start, end: comment.end, newText: stringText(text.trimStart(), style) };
}

/** The innermost state around an offset, its name included. */
function stateAround({ machine }: AslDocument, offset: number): State | undefined {
  let found: State | undefined;
  for (const state of machine ? statesIn(machine) : []) {
    if (state.key.start <= offset && offset < state.node.end) found = state;
  }
  return found;
}

/** Whether the line of an offset is part of a text of several lines, in which a comment would be text too. */
function isInsideText({ source, root }: AslDocument, offset: number): boolean {
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  const stack = root ? [root] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'string' && node.start < lineStart && offset < node.end) return true;
    if (node.kind === 'array') stack.push(...node.items);
    else if (node.kind === 'object') stack.push(...node.properties.flatMap(({ value }) => value ?? []));
  }
  return false;
}
