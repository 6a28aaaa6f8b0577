interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text without the marks `<|` and `|>`. */
export function unmarked(source: string): string {
  return source.replace('<|', '').replace('|>', '');
}

/** A text with a span of it marked, as in `$.a<|[0|>`. */
export function withMark(text: string, { start, end }: Span): string {
  return `${text.slice(0, start)}<|${text.slice(start, end)}|>${text.slice(end)}`;
}
