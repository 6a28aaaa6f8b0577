import { expect, test } from 'vitest';
import { arrowHead, roundedPath } from '../../server/src/picture/lines.ts';

test.each([
  ['nothing', [], ''],
  ['a straight line', [0, 0, 0, 40], 'M0 0L0 40'],
  ['a corner', [0, 0, 0, 40, 30, 40], 'M0 0L0 32Q0 40 8 40L30 40'],
  ['a corner with little room', [0, 0, 0, 40, 6, 40], 'M0 0L0 37Q0 40 3 40L6 40'],
  ['a point twice', [0, 0, 0, 40, 0, 40], 'M0 0L0 40Q0 40 0 40L0 40'],
])('rounds %s', (_, coordinates, path) => {
  const points = coordinates.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: coordinates[i + 1] ?? 0 }] : []));
  expect(roundedPath(points)).toBe(path);
});

test('an arrow points along the last piece of its line', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 20 },
    { x: 30, y: 20 },
  ];
  expect(arrowHead(points)).toEqual({ base: { x: 22, y: 20 }, path: 'M30 20L22 16L22 24z' });
});

test('a line without length has no arrow', () => {
  expect(arrowHead([{ x: 1, y: 1 }])).toBeUndefined();
  expect(
    arrowHead([
      { x: 1, y: 1 },
      { x: 1, y: 1 },
    ]),
  ).toBeUndefined();
});
