import { RE2JS } from 're2js';

/**
 * What JSONata asks of a regular expression, in time linear in the text. Look-around and back references, which cannot be had at that
 * price, are errors.
 */
export class LinearRegExp {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor({ source, flags }: RegExp) {
    const options = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('m') ? RE2JS.MULTILINE : 0);
    this.#pattern = RE2JS.compile(RE2JS.translateRegExp(source), options);
  }

  /** An expression may call a pattern with any values: like `RegExp`, this takes their texts and numbers. */
  exec(value: unknown): (readonly (string | undefined)[] & { readonly index: number }) | null {
    const text = String(value);
    const from = Math.max(0, Math.trunc(Number(this.lastIndex)) || 0);
    const matcher = this.#pattern.matcher(text);
    if (from > text.length || !matcher.find(from)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }
}
