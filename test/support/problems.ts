import type { ProblemCode } from '../../server/src/analysis/codes.ts';
import type { RuleOptions } from '../../server/src/analysis/problem.ts';
import { findProblems } from '../../server/src/analysis/problems.ts';
import { marked, type Syntax } from './marked.ts';

/** What is found: each problem as its code and the text it points at. */
export function problemsIn(source: string, options?: RuleOptions, syntax?: Syntax): [ProblemCode, string][] {
  const { document, text } = marked(source, syntax);
  return findProblems(document, options).map(({ code, start, end }) => [code, text.slice(start, end)]);
}

/** The text inside the marks. */
export function markedText(source: string): string[] {
  return [...source.matchAll(/<\|([\s\S]*?)\|>/g)].map(([, inside]) => inside ?? '');
}

const DONE = '"Z": { "Type": "Succeed" }';

/** A machine whose first state is a Task with these members, and leads to Z. */
export function task(members: string): string {
  const arn = members.includes('"FunctionName"')
    ? 'arn:aws:states:::lambda:invoke'
    : 'arn:aws:lambda:us-east-1:123456789012:function:f';
  const resource = members.includes('"Resource"') ? '' : `"Resource": "${arn}", `;
  return state(`"Type": "Task", ${resource}${members}`);
}

/** A machine whose first state, A, has these members, and leads to Z. */
export function state(members: string): string {
  const next = /"(?:Next|End)"/.test(members.replace(/\[[\s\S]*\]|\{[\s\S]*\}/g, '')) ? '' : ', "Next": "Z"';
  return `{ "StartAt": "A", "States": { "A": { ${members}${next} }, ${DONE} } }`;
}

/** As `state`, in a JSONata machine. */
export function jsonata(members: string): string {
  return state(members).replace('{', '{ "QueryLanguage": "JSONata",');
}

/** A machine whose first state is a Choice with these rules. */
export function choice(rules: string): string {
  return `{ "StartAt": "A", "States": { "A": { "Type": "Choice", "Choices": [${rules}], "Default": "Z" }, ${DONE} } }`;
}

/** A machine that consists of a Map with these members. */
export function map(members: string, config = ''): string {
  const processor = members.includes('"ItemProcessor"')
    ? ''
    : `, "ItemProcessor": { ${config && `"ProcessorConfig": ${config}, `}"StartAt": "I", "States": { "I": { "Type": "Pass", "End": true } } }`;
  return `{ "StartAt": "M", "States": { "M": { "Type": "Map", ${members}${processor}, "End": true } } }`;
}

export const DISTRIBUTED = '{ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }';
