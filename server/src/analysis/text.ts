import type { AslDocument } from '../model/document.ts';
import type { Problem } from './problem.ts';

/** Mistakes in the text itself: what is not JSON or YAML, and what is no object. */
export function* textProblems(document: AslDocument): Generator<Problem> {
  const { root, errors, source } = document;
  yield* errors;
  if (source.trim() === '') {
    const message = 'A definition is one JSON object; this document is empty';
    const aws = { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' };
    yield { code: 'not-an-object', message, start: 0, end: source.length, aws };
  } else if (root && root.kind !== 'object' && errors.length === 0) {
    const message = 'A definition is one JSON object';
    const aws = { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' };
    yield { code: 'not-an-object', message, start: root.start, end: root.end, aws };
  }
}
