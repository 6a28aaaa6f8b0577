import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type IntrinsicArgument,
  type IntrinsicCall,
  isIntrinsic,
  MAX_NESTING,
  parseIntrinsic,
} from '../../server/src/syntax/intrinsic.ts';
import { pathText } from '../../server/src/syntax/jsonpath.ts';
import { unmarked, withMark } from '../support/spans.ts';

test.each([
  ['States.UUID()', 'States.UUID()'],
  [' States.UUID ( ) ', 'States.UUID()'],
  ["States.Array('a', 1, -1.5e3, true, false, null)", 'States.Array("a", 1, -1500, true, false, null)'],
  ["States.Array('it\\'s', '\\{\\}', '\\\\')", 'States.Array("it\'s", "{}", "\\\\")'],
  ['States.Array(\'a, b) "c"\')', 'States.Array("a, b) \\"c\\"")'],
  ['States.Array($, $$.Execution.Id, $v.a)', "States.Array(data, context['Execution']['Id'], v['a'])"],
  ["States.Array($['a, b)'], $.c[?(@.d == 'e,f')])", "States.Array(data['a, b)'], data['c'][?])"],
  ['States.ArrayLength(States.Array($.a))', "States.ArrayLength(States.Array(data['a']))"],
])('reads %s', (text, expected) => {
  const { call, errors } = parseIntrinsic(text);
  expect(errors).toEqual([]);
  expect(call && describeArgument(call)).toBe(expected);
});

test.each([
  ['<||>', 'A function name such as States.Format is expected'],
  ['<|$|>.a', 'A function name such as States.Format is expected'],
  ['States.UUID<||>', '( is expected after States.UUID'],
  ["States.Array('a'<||>", ', or ) is expected'],
  ["States.Array('a' <|'|>b')", ', or ) is expected'],
  ['States.Array(1, <|)|>', "An argument is expected: a path, a 'string', a number, true, false, null or a call"],
  ['States.Array(<|"|>a")', "An argument is expected: a path, a 'string', a number, true, false, null or a call"],
  ["States.Array(<|'a)|>", 'The string is not closed'],
  ["States.Array('a<|\\n|>')", "\\n is no escape; there are \\', \\{, \\} and \\\\"],
  ['States.Array($.a<|[0|>', 'The bracket is not closed'],
  ['States.UUID()<|.a|>', 'Nothing can follow the call'],
])('says what is wrong with %s', (source, message) => {
  const text = unmarked(source);
  const [first] = parseIntrinsic(text).errors;
  expect(first && [withMark(text, first), first.message]).toEqual([source, message]);
});

test('calls can be nested ten deep', () => {
  const nested = (depth: number): string => 'States.Array('.repeat(depth) + ')'.repeat(depth);
  expect(parseIntrinsic(nested(10)).errors).toEqual([]);
  expect(parseIntrinsic(nested(11)).errors).toMatchObject([{ message: 'Calls can be nested at most 10 deep' }]);
  expect(parseIntrinsic(nested(50_000)).errors).toHaveLength(1);
});

test('keeps the arguments before an error', () => {
  const { call } = parseIntrinsic("States.Format('{} {}', $.a, ");
  expect(call && describeArgument(call)).toBe('States.Format("{} {}", data[\'a\'])');
});

test('whatever the text, parsing does not throw and every span is inside', () => {
  const callLike = fc.string({
    unit: fc.constantFrom(
      'States.',
      'Format',
      '(',
      ')',
      ',',
      "'",
      '\\',
      '$',
      '.',
      'a',
      '[',
      ']',
      '1',
      '-',
      ' ',
      'null',
      '{',
      '}',
    ),
  });
  fc.assert(
    fc.property(fc.oneof(callLike, fc.string()), (text) => {
      const { call, errors } = parseIntrinsic(text);
      for (const span of [...errors, ...(call ? spansOf(call) : [])]) {
        expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
      }
      expect(call !== undefined || errors.length > 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('space between the parts says nothing, and each part reads by itself as it does in its call', () => {
  const space = fc.constantFrom('', ' ', '\n  ');
  const { call } = fc.letrec<{ call: string; argument: string }>((tie) => ({
    call: fc
      .tuple(space, fc.array(fc.tuple(space, tie('argument'), space), { maxLength: 3 }))
      .map(([before, parts]) => `States.Array${before}(${parts.map((part) => part.join('')).join(',')})`),
    argument: fc.oneof(
      { maxDepth: MAX_NESTING / 2 - 1 },
      fc.constantFrom('null', 'true', '$', '$$.a', "$v['a,(b)'][0]", '$.a[?(@.b==1)].c', '-1.5e3', '0'),
      fc
        .array(fc.constantFrom("\\'", '\\{', '\\\\', 'a', ',', ')', '(', '$'))
        .map((characters) => `'${characters.join('')}'`),
      tie('call'),
    ),
  }));
  fc.assert(
    fc.property(call, (text) => {
      const tree = read(text);
      expect(describeArgument(read(text.replaceAll(/\s/g, '')))).toBe(describeArgument(tree));
      expectParts(tree, text);
    }),
  );
});

test.each([
  ['States.Format()', true],
  [' States.', true],
  ['$.States.Format', false],
  ['States', false],
])('is %s meant as a call? %s', (text, expected) => {
  expect(isIntrinsic(text)).toBe(expected);
});

function describeArgument(argument: IntrinsicArgument): string {
  switch (argument.kind) {
    case 'null':
      return 'null';
    case 'path':
      return `${argument.path.root.kind === 'variable' ? argument.path.root.name : argument.path.root.kind}${pathText(argument.path).slice(1)}`;
    case 'call':
      return `${argument.name.value}(${argument.arguments.map(describeArgument).join(', ')})`;
    default:
      return JSON.stringify(argument.value);
  }
}

function spansOf(call: IntrinsicCall): { readonly start: number; readonly end: number }[] {
  const inner = call.arguments.flatMap((argument) => (argument.kind === 'call' ? spansOf(argument) : [argument]));
  return [call, call.name, ...inner];
}

function read(text: string): IntrinsicCall {
  const { call, errors } = parseIntrinsic(text);
  if (!call || errors.length > 0) throw new Error(`${text}: ${errors[0]?.message}`);
  return call;
}

/** Arguments stand inside of their call, one after the other, and each is its span and no more. */
function expectParts(call: IntrinsicCall, text: string): void {
  let end = call.name.end;
  for (const argument of call.arguments) {
    expect(end < argument.start && argument.end < call.end).toBe(true);
    end = argument.end;
    const alone = read(`States.Array(${text.slice(argument.start, argument.end)})`).arguments;
    expect(alone.map(describeArgument)).toEqual([describeArgument(argument)]);
    if (argument.kind === 'call') expectParts(argument, text);
  }
}
