/** A function that expressions can call. */
export interface JsonataFunction {
  /** How it is called, for people. */
  readonly signature: string;
  readonly doc: string;
  /** Added to JSONata by Step Functions. */
  readonly added?: true;
}

/** Every function of JSONata 2.0.6 that Step Functions has, and those it adds. There is no `$eval`; `$parse` reads JSON instead. */
export const JSONATA_FUNCTIONS = {
  // Step Functions
  partition: {
    signature: '$partition(array, size)',
    doc: 'Splits `array` into arrays of at most `size` items.',
    added: true,
  },
  range: {
    signature: '$range(first, last, step)',
    doc: 'The numbers from `first` to `last`, which is included when a step lands on it. The step may be negative.',
    added: true,
  },
  hash: {
    signature: '$hash(string, algorithm)',
    doc: 'The hash of `string` in hexadecimal, by `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`.',
    added: true,
  },
  random: {
    signature: '$random([seed])',
    doc: 'A number from 0, included, to 1, excluded. With a `seed` it is always the same.',
    added: true,
  },
  uuid: { signature: '$uuid()', doc: 'A version 4 UUID.', added: true },
  parse: { signature: '$parse(string)', doc: 'Reads a string as JSON.', added: true },
  // Strings
  string: {
    signature: '$string(value[, prettify])',
    doc: 'The value as a string: JSON for all but strings, indented with `prettify`.',
  },
  length: { signature: '$length(string)', doc: 'The number of characters.' },
  substring: {
    signature: '$substring(string, start[, length])',
    doc: 'The characters from `start`, counted from 0, or from the end if negative.',
  },
  substringBefore: { signature: '$substringBefore(string, chars)', doc: 'What is before the first `chars`.' },
  substringAfter: { signature: '$substringAfter(string, chars)', doc: 'What is after the first `chars`.' },
  uppercase: { signature: '$uppercase(string)', doc: 'The string in upper case.' },
  lowercase: { signature: '$lowercase(string)', doc: 'The string in lower case.' },
  trim: {
    signature: '$trim(string)',
    doc: 'The string with each white space run made one space, and none at the ends.',
  },
  pad: {
    signature: '$pad(string, width[, char])',
    doc: 'The string filled up to `width` on the right, or on the left if `width` is negative.',
  },
  contains: { signature: '$contains(string, pattern)', doc: 'Whether a string or regular expression occurs.' },
  split: {
    signature: '$split(string, separator[, limit])',
    doc: 'The parts between separators: a string or a regular expression.',
  },
  join: { signature: '$join(array[, separator])', doc: 'One string of an array of strings.' },
  match: {
    signature: '$match(string, pattern[, limit])',
    doc: 'What a regular expression matches: objects with `match`, `index` and `groups`.',
  },
  replace: {
    signature: '$replace(string, pattern, replacement[, limit])',
    doc: 'The string with each occurrence replaced, by a string (`$1` is the first group) or a function.',
  },
  base64encode: { signature: '$base64encode(string)', doc: 'The Base64 form of a string.' },
  base64decode: { signature: '$base64decode(string)', doc: 'The string behind a Base64 form.' },
  encodeUrlComponent: { signature: '$encodeUrlComponent(string)', doc: 'Escapes a part of a URL.' },
  encodeUrl: { signature: '$encodeUrl(string)', doc: 'Escapes a whole URL.' },
  decodeUrlComponent: { signature: '$decodeUrlComponent(string)', doc: 'Takes back `$encodeUrlComponent`.' },
  decodeUrl: { signature: '$decodeUrl(string)', doc: 'Takes back `$encodeUrl`.' },
  // Numbers
  number: { signature: '$number(value)', doc: 'The number that a string or boolean stands for.' },
  abs: { signature: '$abs(number)', doc: 'The number without its sign.' },
  floor: { signature: '$floor(number)', doc: 'The next whole number below.' },
  ceil: { signature: '$ceil(number)', doc: 'The next whole number above.' },
  round: {
    signature: '$round(number[, precision])',
    doc: 'Rounded to `precision` decimal places, a half to the even neighbour.',
  },
  power: { signature: '$power(base, exponent)', doc: 'The base to the power of the exponent.' },
  sqrt: { signature: '$sqrt(number)', doc: 'The square root.' },
  formatNumber: {
    signature: '$formatNumber(number, picture[, options])',
    doc: 'The number by an XPath picture such as `#,##0.00`.',
  },
  formatBase: { signature: '$formatBase(number[, radix])', doc: 'The number in another base, 10 by default.' },
  formatInteger: {
    signature: '$formatInteger(number, picture)',
    doc: 'The whole number by an XPath picture: `1`, `i`, `A`, `w`, …',
  },
  parseInteger: { signature: '$parseInteger(string, picture)', doc: 'Takes back `$formatInteger`.' },
  // Aggregation
  sum: { signature: '$sum(array)', doc: 'The sum of the numbers.' },
  max: { signature: '$max(array)', doc: 'The greatest number.' },
  min: { signature: '$min(array)', doc: 'The least number.' },
  average: { signature: '$average(array)', doc: 'The mean of the numbers.' },
  // Booleans
  boolean: { signature: '$boolean(value)', doc: 'Whether the value counts as true: not empty, not 0, not null.' },
  not: { signature: '$not(value)', doc: 'The opposite of `$boolean`.' },
  exists: { signature: '$exists(value)', doc: 'Whether the expression finds anything.' },
  // Arrays
  count: { signature: '$count(array)', doc: 'The number of items.' },
  append: { signature: '$append(first, second)', doc: 'One array of both.' },
  sort: {
    signature: '$sort(array[, function($l, $r)])',
    doc: 'The items in order; the function says whether `$l` comes after `$r`.',
  },
  reverse: { signature: '$reverse(array)', doc: 'The items from last to first.' },
  shuffle: { signature: '$shuffle(array)', doc: 'The items in random order.' },
  distinct: { signature: '$distinct(array)', doc: 'The items without repetitions.' },
  zip: { signature: '$zip(array1, …)', doc: 'Arrays of the first items, the second items and so on.' },
  // Objects
  keys: { signature: '$keys(object)', doc: 'The names of the members.' },
  lookup: { signature: '$lookup(object, key)', doc: 'The member of that name.' },
  spread: { signature: '$spread(object)', doc: 'An array of objects with one member each.' },
  merge: { signature: '$merge(array)', doc: 'One object of the members of all; later ones win.' },
  each: { signature: '$each(object, function($value, $name))', doc: 'What the function gives for each member.' },
  sift: {
    signature: '$sift(object, function($value, $name))',
    doc: 'The members for which the function gives true.',
  },
  clone: { signature: '$clone(value)', doc: 'A copy.' },
  type: {
    signature: '$type(value)',
    doc: 'The type of the value: `null`, `number`, `string`, `boolean`, `array`, `object` or `function`.',
  },
  error: { signature: '$error([message])', doc: 'Fails with a message.' },
  assert: { signature: '$assert(condition[, message])', doc: 'Fails unless the condition holds.' },
  // Higher-order functions
  map: { signature: '$map(array, function($item, $index, $array))', doc: 'What the function gives for each item.' },
  filter: {
    signature: '$filter(array, function($item, $index, $array))',
    doc: 'The items for which the function gives true.',
  },
  single: {
    signature: '$single(array, function($item, $index, $array))',
    doc: 'The only item for which the function gives true; an error where there is not exactly one.',
  },
  reduce: {
    signature: '$reduce(array, function($accumulator, $item, $index, $array)[, init])',
    doc: 'Combines the items from left to right.',
  },
  // Date and time
  now: {
    signature: '$now([picture[, timezone]])',
    doc: 'The time as ISO 8601 in UTC; the same throughout an expression.',
  },
  millis: { signature: '$millis()', doc: 'The time in milliseconds since 1970; the same throughout an expression.' },
  fromMillis: {
    signature: '$fromMillis(number[, picture[, timezone]])',
    doc: 'Milliseconds since 1970 as ISO 8601, or by an XPath picture.',
  },
  toMillis: {
    signature: '$toMillis(timestamp[, picture])',
    doc: 'A timestamp as milliseconds since 1970.',
  },
} as const satisfies Record<string, JsonataFunction>;
