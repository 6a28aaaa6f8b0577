/** What is wrong with an expression, and where: `[start, end)` are offsets in the text of the expression. */
export interface ExpressionError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
