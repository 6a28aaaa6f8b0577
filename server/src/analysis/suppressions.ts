import type { AslDocument } from '../model/document.ts';
import { fieldOf, statesIn } from '../model/machine.ts';
import type { Problem, WorkflowType } from './problem.ts';

const NEXT_LINE = /(?:#|\/\/)\s*asl-disable-next-line\b[ \t]*([^\r\n]*)/g;
const IN_COMMENT_FIELD = /\basl-disable\b[ \t]*([a-z0-9,\- \t]*)/;
const TYPE = /(?:#|\/\/|"Comment"\s*:\s*"[^"]*?)\s*asl:\s*(express|standard)\b/i;

/** The workflow type that a comment states: `# asl: express`, or `asl: express` in a `Comment` field. */
export function statedType({ source }: AslDocument): WorkflowType | undefined {
  // Looking for a word is far cheaper than the pattern, and hardly any definition has it.
  if (!['asl:', 'ASL:', 'Asl:'].some((word) => source.includes(word))) return undefined;
  const stated = TYPE.exec(source)?.[1]?.toLowerCase();
  return stated === undefined ? undefined : stated === 'express' ? 'EXPRESS' : 'STANDARD';
}

/**
 * Leaves out what the author has switched off: `// asl-disable-next-line CODE` in JSON with comments, `#` in YAML, and
 * `asl-disable CODE` in the `Comment` of a state. Without a code it is all codes.
 */
export function withoutSuppressed(document: AslDocument, problems: readonly Problem[]): Problem[] {
  if (problems.length === 0 || !document.source.includes('asl-disable')) return [...problems];
  const suppressions = [...nextLines(document), ...states(document)];
  return problems.filter(
    (problem) =>
      !suppressions.some(
        ({ start, end, codes }) =>
          start <= problem.start && problem.start < end && (codes.length === 0 || codes.includes(problem.code)),
      ),
  );
}

interface Suppression {
  readonly start: number;
  readonly end: number;
  readonly codes: readonly string[];
}

function* nextLines({ source, text }: AslDocument): Generator<Suppression> {
  for (const match of source.matchAll(NEXT_LINE)) {
    const line = text.positionAt(match.index).line + 1;
    const start = text.offsetAt({ line, character: 0 });
    const end = text.offsetAt({ line: line + 1, character: 0 });
    yield { start, end, codes: codesOf(match[1] ?? '') };
  }
}

function* states({ machine }: AslDocument): Generator<Suppression> {
  for (const state of machine ? statesIn(machine) : []) {
    const comment = fieldOf(state, 'Comment');
    const match = comment?.kind === 'string' ? IN_COMMENT_FIELD.exec(comment.value) : null;
    if (match) yield { start: state.key.start, end: state.node.end, codes: codesOf(match[1] ?? '') };
  }
}

function codesOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((code) => code !== '');
}
