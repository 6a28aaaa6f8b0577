import { expect, test } from 'vitest';
import { remembering } from '../../server/src/evaluate/cache.ts';

test('makes an answer once, and forgets the one that was not asked for longest', () => {
  const made: string[] = [];
  const answer = remembering(2, (text) => {
    made.push(text);
    return text.toUpperCase();
  });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(answer)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
