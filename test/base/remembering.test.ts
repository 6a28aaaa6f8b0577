import { expect, test } from 'vitest';
import { remembering } from '../../server/src/base/remembering.ts';

test('makes an answer once, and forgets those that have not been asked for since', () => {
  const made: string[] = [];
  const ask = remembering(2, (text) => {
    made.push(text);
    return text.toUpperCase();
  });
  const answers = ['a', 'b', 'a', 'c', 'a', 'd', 'e', 'a', 'b'].map(ask);
  expect(answers).toEqual(['A', 'B', 'A', 'C', 'A', 'D', 'E', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
});
