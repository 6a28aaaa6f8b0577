import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODES, type ProblemCode } from '../../server/src/analysis/codes.ts';
import { PAGES } from '../../server/src/analysis/pages.ts';
import { rulesDocument } from '../../server/src/analysis/rulesDocument.ts';
import { validate } from '../../server/src/analysis/validate.ts';

test('the committed document is that of the tables: `npm run docs` writes it', () => {
  expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesDocument());
});

test('every code has its page', () => {
  expect(Object.keys(PAGES).sort()).toEqual(Object.keys(CODES).sort());
});

const examples = (Object.keys(PAGES) as ProblemCode[]).flatMap((code) => {
  const { bad, good } = PAGES[code];
  return bad === undefined || good === undefined ? [] : [[code, bad, good] as const];
});

describe.each(examples)('%s', (code, bad, good) => {
  test('the bad example has the problem', () => {
    expect(codesOf(bad)).toContain(code);
  });

  test('the good one is in order', () => {
    const serious = codesOf(good).filter((other) => other === code || CODES[other].severity !== 'hint');
    expect(serious).toEqual([]);
  });
});

function codesOf(example: string): ProblemCode[] {
  const isYaml = /^\w+:/.test(example);
  const [, first] = /^"([^"]*)":/.exec(example) ?? [];
  const text = first === undefined ? example : `{ "StartAt": "${first}", "States": { ${example} } }`;
  return validate(text, { uri: isYaml ? 'a.asl.yaml' : 'a.asl.json' }).map((problem) => problem.code);
}
