import { expect, test } from 'vitest';
import { minimapSize, moveIntoSight, needsMinimap, placeOpening, placeWhole } from '../../client/webview/placement.ts';

const PAGE = { width: 600, height: 800 };
const TOP = { x: 0, y: 0 };

test.each([
  ['small: in the middle, not enlarged', [200, 400], TOP, { scale: 1, x: 200, y: 200 }],
  ['a little too wide: the whole', [750, 400], TOP, { scale: 0.8, x: 0, y: 240 }],
  ['a little too high: the whole', [200, 1000], TOP, { scale: 0.8, x: 220, y: 0 }],
  ['wide: its whole width though small', [1500, 1000], TOP, { scale: 0.4, x: 0, y: 200 }],
  ['wide and high: its whole width', [1500, 4000], TOP, { scale: 0.4, x: 0, y: 0 }],
  ['high: legible, at its top', [500, 4000], TOP, { scale: 0.6, x: 150, y: 0 }],
  ['high: legible, at the selected state', [500, 4000], { x: 250, y: 2000 }, { scale: 0.6, x: 150, y: -800 }],
  ['very wide: legible, at the selected state', [3000, 800], { x: 1500, y: 0 }, { scale: 0.6, x: -600, y: 160 }],
  ['very wide: no further than its end', [3000, 800], { x: 3000, y: 0 }, { scale: 0.6, x: -1200, y: 160 }],
] as const)('opens a picture that is %s', (_, [width, height], start, expected) => {
  expect(placeOpening({ width, height }, PAGE, start)).toEqual(expected);
});

test.each([
  [[3000, 4000], { scale: 0.2, x: 0, y: 0 }],
  [[60_000, 400], { scale: 0.1, x: 0, y: 380 }],
] as const)('places the whole of a picture of %j', ([width, height], expected) => {
  expect(placeWhole({ width, height }, PAGE, 0.1)).toEqual(expected);
});

test.each([
  ['in sight', { x: 100, y: 100, width: 100, height: 40 }, { x: 0, y: 0 }],
  ['as wide as the page', { x: 0, y: 10, width: 600, height: 40 }, { x: 0, y: 0 }],
  ['beyond the left and the top', { x: -50, y: -10, width: 100, height: 40 }, { x: 74, y: 34 }],
  ['beyond the right and the bottom', { x: 550, y: 790, width: 100, height: 40 }, { x: -74, y: -54 }],
  ['too large, its beginning in sight', { x: 10, y: 0, width: 900, height: 40 }, { x: 0, y: 0 }],
  ['too large, its beginning out of sight', { x: -10, y: 0, width: 900, height: 40 }, { x: 34, y: 0 }],
])('moves a box that is %s', (_, box, expected) => {
  expect(moveIntoSight(box, PAGE)).toEqual(expected);
});

test.each([
  [[600, 800], 1, false],
  [[700, 900], 1, false],
  [[600, 1100], 1, true],
  [[600, 1100], 0.6, false],
  [[900, 100], 1, true],
] as const)('a picture of %j at scale %d needs a minimap: %s', ([width, height], scale, expected) => {
  expect(needsMinimap({ width, height }, PAGE, scale)).toBe(expected);
});

test.each([
  [[3000, 1000], PAGE, { width: 96, height: 32 }],
  [[1000, 4000], PAGE, { width: 40, height: 160 }],
  [[1000, 4000], { width: 600, height: 400 }, { width: 30, height: 120 }],
  [[30_000, 400], PAGE, { width: 96, height: 28 }],
] as const)('the minimap of a picture of %j on a page of %j is small', ([width, height], page, expected) => {
  expect(minimapSize({ width, height }, page)).toEqual(expected);
});
