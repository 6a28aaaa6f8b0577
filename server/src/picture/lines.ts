import type { Point } from '../protocol/graph.ts';

const ARROW = { length: 8, half: 4 };

/** A line through all points, its corners rounded. */
export function roundedPath(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  for (const [i, corner] of rest.entries()) {
    const before = points[i] ?? first;
    const after = rest[i + 1];
    if (!after) {
      path += `L${corner.x} ${corner.y}`;
      continue;
    }
    const room = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const from = towards(corner, before, room);
    const to = towards(corner, after, room);
    path += `L${from.x} ${from.y}Q${corner.x} ${corner.y} ${to.x} ${to.y}`;
  }
  return path;
}

/** A triangle at the end of a line, and where the line is to stop for it. */
export function arrowHead(points: readonly Point[]): { path: string; base: Point } | undefined {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before || distance(before, tip) < 1) return undefined;
  const base = towards(tip, before, Math.min(ARROW.length, distance(before, tip)));
  const length = distance(base, tip);
  const across = { x: ((tip.y - base.y) / length) * ARROW.half, y: ((base.x - tip.x) / length) * ARROW.half };
  return {
    base,
    path: `M${tip.x} ${tip.y}L${base.x + across.x} ${base.y + across.y}L${base.x - across.x} ${base.y - across.y}z`,
  };
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
