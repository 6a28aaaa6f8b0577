import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { ourAnswer, plainAnswer } from '../support/jsonataAnswers.ts';
import { type PublicCase, publicJsonataCases } from '../support/publicJsonataCases.ts';

const CASES = publicJsonataCases();

const SINGLETON = 'what stands before the parentheses makes them a path, and that unwraps a list of one';
const LIMIT = 'Step Functions has limits, and its own words for them';
const STACK = {
  error: 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
};

/** Where the answer is not that of the plain library. */
const EXCEPTIONS: readonly { readonly text: RegExp; readonly why: string; readonly answer: unknown }[] = [
  { text: /^Phone(\[\])?\[type="mobile"\](\[\])?\.number$/, why: SINGLETON, answer: { value: '077 7700 1234' } },
  { text: /\$factorial := function\(\$n\){\$n = 0 \? 1 : \$n \* \$factorial/, why: LIMIT, answer: STACK },
  { text: /\$n\+\$inf\(\$n-1\)/, why: LIMIT, answer: STACK },
  {
    text: /\$inf := function\(\){\$inf\(\)}/,
    why: LIMIT,
    answer: { error: 'Expression evaluation timeout: Check for infinite loop' },
  },
];

test('the cases are there, and the exceptions among them', () => {
  expect(CASES.length).toBe(746);
  const unused = EXCEPTIONS.filter((exception) => !CASES.some(({ text }) => exception.text.test(text)));
  expect(unused).toEqual([]);
});

test.each(CASES.map((given) => [given.text, given] as const))('%s', async (text, given) => {
  const ours = await answer(given);
  const exception = EXCEPTIONS.find((each) => each.text.test(text));
  if (exception) expect(ours, exception.why).toEqual(exception.answer);
  else expect(ours).toEqual(await plainAnswer(text, given.bindings, given.input));
});

/**
 * Step Functions gives an expression no input document. Here it is the variable `$document`, and the expression stands in parentheses
 * after it, so that names are looked for in it; it is a list of the document, lest an array is taken apart.
 */
function answer({ text, input, bindings }: PublicCase): ReturnType<typeof ourAnswer> {
  if (input === undefined) return ourAnswer(text, bindings);
  const rooted = text.replaceAll(/\$\$(?=[.=)])/g, '$root');
  return ourAnswer(`$document.(${rooted})`, { ...bindings, root: input, document: [input as Json] });
}
