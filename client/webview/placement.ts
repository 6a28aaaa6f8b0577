import type { Point } from '../../server/src/protocol/graph.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

export interface Placement extends Point {
  readonly scale: number;
}

/** Below this, names cannot be read in passing. */
export const LEGIBLE = 0.6;
/** A picture is made this small to have its whole width in sight: a branch nobody sees is worse than small names. */
const LEAST_FOR_WIDTH = 0.3;
/** Kept free around what is moved into sight. */
const EDGE = 24;
/** A picture has to be this much larger than the page before a map of it is worth its place. */
const MUCH_LARGER = 1.3;
const MINIMAP = { width: 140, height: 160, partOfWidth: 0.16, partOfHeight: 0.3, least: 28 };

/** The whole picture, however small. */
export function placeWhole(picture: Size, page: Size, least: number): Placement {
  return placeAt(picture, page, Math.max(wholeScale(picture, page), least), { x: 0, y: 0 });
}

/** The whole picture where it can be read, else its whole width, else the part around where the eye begins. */
export function placeOpening(picture: Size, page: Size, start: Point): Placement {
  const whole = wholeScale(picture, page);
  const across = Math.min(page.width / picture.width, LEGIBLE);
  return placeAt(picture, page, Math.max(whole, across < LEAST_FOR_WIDTH ? LEGIBLE : across), start);
}

/** How far to move the picture to have a box in sight; a box too large counts as in sight with its beginning. */
export function moveIntoSight(box: Box, page: Size): Point {
  return { x: shift(box.x, box.width, page.width), y: shift(box.y, box.height, page.height) };
}

export function needsMinimap(picture: Size, page: Size, scale: number): boolean {
  const larger = Math.max((picture.width * scale) / page.width, (picture.height * scale) / page.height);
  return larger >= MUCH_LARGER;
}

export function minimapSize(picture: Size, page: Size): Size {
  const width = Math.min(MINIMAP.width, page.width * MINIMAP.partOfWidth);
  const height = Math.min(MINIMAP.height, page.height * MINIMAP.partOfHeight);
  const scale = Math.min(width / picture.width, height / picture.height);
  return {
    width: Math.max(MINIMAP.least, picture.width * scale),
    height: Math.max(MINIMAP.least, picture.height * scale),
  };
}

function wholeScale(picture: Size, page: Size): number {
  return Math.min(page.width / picture.width, page.height / picture.height, 1);
}

function placeAt(picture: Size, page: Size, scale: number, start: Point): Placement {
  return {
    x: placed(picture.width * scale, page.width, start.x * scale),
    y: placed(picture.height * scale, page.height, start.y * scale),
    scale,
  };
}

/** Where a picture begins on the page: in the middle, or where it does not fit, so that what matters is in sight. */
function placed(length: number, page: number, start: number): number {
  const spare = page - length;
  return spare >= 0 ? spare / 2 : Math.min(Math.max(page / 2 - start, spare), 0);
}

function shift(start: number, length: number, page: number): number {
  // What is in sight stays, however near the edge: a picture that fills the page must not move away from it.
  if (start >= 0 && start + length <= page) return 0;
  const room = page - 2 * EDGE;
  if (length > room) return start >= 0 && start < page / 2 ? 0 : EDGE - start;
  return start < EDGE ? EDGE - start : page - EDGE - start - length;
}
