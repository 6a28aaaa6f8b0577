import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { isUnknown, unknown, unknownIn } from '../../server/src/evaluate/unknown.ts';
import { type Preview, previewScenario } from '../../server/src/preview/preview.ts';
import type { Scenario } from '../../server/src/scenario/scenario.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
const pass = { Type: 'Pass', End: true };

describe('ways that the run did not go', () => {
  test('other rules of a Choice, and its Default', async () => {
    const preview = await explore(
      {
        A: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.n', NumericEquals: 1, Next: 'One' },
            { Variable: '$.n', NumericEquals: 2, Assign: { 'v.$': '$.n' }, Next: 'Two' },
          ],
          Default: 'Other',
        },
        One: pass,
        Two: { Type: 'Pass', Result: 'two', ResultPath: '$.two', Next: 'After two' },
        'After two': pass,
        Other: pass,
      },
      { n: 1 },
    );
    expect(preview.samples.has('/States/One')).toBe(true);
    expect(preview.explored.has('/States/One')).toBe(false);
    expect(arrived(preview, 'Two')).toEqual([['if rule 2 of "A" holds', { n: 1 }]]);
    expect(preview.explored.get('/States/Two')?.[0]?.variables).toEqual({ v: 1 });
    expect(arrived(preview, 'After two')).toEqual([['if rule 2 of "A" holds', { n: 1, two: 'two' }]]);
    expect(arrived(preview, 'Other')).toEqual([['if "A" goes by its Default', { n: 1 }]]);
  });

  test('a catcher, with the name of its error', async () => {
    const preview = await explore(
      {
        A: {
          ...task,
          Catch: [
            { ErrorEquals: ['Bad'], ResultPath: '$.error', Next: 'Mend' },
            { ErrorEquals: ['States.ALL'], Next: 'Mend' },
          ],
          End: true,
        },
        Mend: pass,
      },
      { n: 1 },
      { A: { kind: 'return', value: 'ok' } },
    );
    const [first, second] = arrived(preview, 'Mend');
    expect(first).toEqual([
      'if "A" fails with Bad',
      { n: 1, error: { Error: 'Bad', Cause: unknown('the cause of the error') } },
    ]);
    expect(second?.[0]).toBe('if "A" fails');
    expect(preview.samples.get('/States/A')?.[0]?.data.output).toBe('ok');
  });

  test('several ways to one state, each once; a loop ends', async () => {
    const preview = await explore(
      {
        A: {
          Type: 'Choice',
          Choices: [1, 2, 3, 4, 5].map((n) => ({ Variable: '$.n', NumericEquals: n, Next: `P${n}` })),
          Default: 'Z',
        },
        ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`P${n}`, { Type: 'Pass', Result: n, Next: 'Loop' }])),
        Loop: {
          Type: 'Pass',
          Parameters: { 'x.$': '$' },
          Next: 'Loop',
        },
        Z: pass,
      },
      { n: 0 },
    );
    expect(arrived(preview, 'Loop').map(([, input]) => input)).toEqual([1, 2, 3]);
  });

  test('states of a Map that has no items', async () => {
    const ItemProcessor = { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'J' }, J: pass } };
    const preview = await explore(
      { A: { Type: 'Map', ItemsPath: '$.items', ItemProcessor, End: true } },
      { items: [] },
    );
    const [sample] = preview.explored.get('/States/A/ItemProcessor/States/J') ?? [];
    expect(sample?.assumed).toBe('if "A" has items');
    expect(sample && isUnknown(sample.data.input)).toBe(true);
    expect(sample?.context).toMatchObject({ Map: { Item: { Index: 0 } } });
  });
});

describe('what a task answers is unknown, and so is what is made of it', () => {
  test('in paths', async () => {
    const preview = await explore(
      {
        A: { ...task, ResultPath: '$.answer', Next: 'B' },
        B: { Type: 'Pass', Parameters: { 'id.$': '$.answer.Payload.id', 'n.$': '$.n' }, Next: 'C' },
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.x', IsPresent: true, Next: 'D' }],
          Default: 'E',
        },
        D: pass,
        E: pass,
      },
      { n: 1 },
    );
    expect(preview.samples.has('/States/B')).toBe(false);
    const [[assumed, input] = []] = arrived(preview, 'B');
    expect(assumed).toBe('after "A", which the scenario does not answer');
    expect(input).toEqual({ n: 1, answer: unknown('no answer for state "A"') });
    for (const name of ['C', 'D', 'E'])
      expect(unknownIn(arrived(preview, name)[0]?.[1])).toBe('no answer for state "A"');
  });

  test('a loop in a branch that only the answer would end', async () => {
    const inner = {
      StartAt: 'Ask',
      States: {
        Ask: { ...task, Next: 'Done?' },
        'Done?': { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: false, Next: 'Ask' }], Default: 'End' },
        End: pass,
      },
    };
    const preview = await explore({ A: { Type: 'Parallel', Branches: [inner], Next: 'B' }, B: pass }, {});
    expect(preview.explored.has('/States/A/Branches/0/States/End')).toBe(true);
    expect(unknownIn(arrived(preview, 'B')[0]?.[1])).toBe('no answer for state "Ask"');
  });

  test('in JSONata', async () => {
    const preview = await explore(
      {
        A: { ...task, QueryLanguage: 'JSONata', Assign: { v: '{% $states.result.id %}' }, Next: 'B' },
        B: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: '{% $v %}', b: '{% $states.input %}' }, End: true },
      },
      {},
    );
    const [sample] = preview.explored.get('/States/B') ?? [];
    expect(unknownIn(sample?.data.input)).toBe('no answer for state "A"');
    expect(unknownIn(sample?.variables)).toBe('no answer for state "A"');
  });
});

describe('nothing is computed from what is not known', () => {
  const missing = unknown('no answer for state "A"');

  test.each<[string, object, Json]>([
    [
      'paths and intrinsic calls',
      {
        A: { ...task, ResultPath: '$.r', Next: 'B' },
        B: {
          Type: 'Pass',
          Parameters: {
            ...{ 'n.$': '$.n', 'below.$': '$.r.id', 'all.$': '$.r[*].id', 'some.$': '$.n[?(@ > 1)]' },
            ...{ 'hash.$': "States.Hash($.r, 'MD5')", 'text.$': "States.Format('{}', $.r)" },
          },
          Next: 'C',
        },
        C: pass,
      },
      { n: [1], below: missing, all: missing, some: [], hash: missing, text: missing },
    ],
    [
      'JSONata',
      {
        A: {
          ...task,
          QueryLanguage: 'JSONata',
          Output: {
            ...{ n: '{% $states.input.n %}', none: '{% $count($states.input.none) %}', id: '{% $states.result.id %}' },
            ...{ count: '{% $count($states.result.items) %}', text: "{% 'a' & $states.result.name %}" },
            ...{ first: '{% $states.result[0].`a b` = 1 %}', is: '{% $exists($states.result) %}' },
          },
          Next: 'C',
        },
        C: pass,
      },
      { n: [1], none: 0, id: missing, count: missing, text: missing, first: missing, is: missing },
    ],
  ])('by %s', async (_, states, expected) => {
    expect(arrived(await explore(states, { n: [1] }), 'C')[0]?.[1]).toEqual(expected);
  });

  test('by what a catcher makes of its error', async () => {
    const Output = {
      n: '{% $states.input %}',
      text: "{% $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}",
    };
    const Catch = [{ ErrorEquals: ['States.ALL'], Output, Next: 'B' }];
    const preview = await explore({ A: { ...task, QueryLanguage: 'JSONata', Catch, End: true }, B: pass }, 1);
    expect(arrived(preview, 'B')[0]?.[1]).toEqual({ n: 1, text: unknown('the error that is caught') });
  });

  test('no Choice decides by it: all its ways are open', async () => {
    const rule = { Variable: '$.r', IsString: true, Next: 'B' };
    const choice = { Type: 'Choice', Choices: [rule], Default: 'C' };
    const preview = await explore({ A: { ...task, ResultPath: '$.r', Next: 'D' }, B: pass, C: pass, D: choice }, {});
    expect(arrived(preview, 'B').map(([assumed]) => assumed)).toEqual(['if rule 1 of "D" holds']);
    expect(arrived(preview, 'C').map(([assumed]) => assumed)).toEqual(['if "D" goes by its Default']);
  });
});

describe('what comes after a failure is shown all the same', () => {
  test('of a state', async () => {
    const preview = await explore({ A: { Type: 'Pass', InputPath: '$.none', Next: 'B' }, B: pass }, {});
    const [[assumed, input] = []] = arrived(preview, 'B');
    expect(assumed).toBe('if "A" did not fail');
    expect(unknownIn(input)).toBe('"A" fails');
  });

  test('of a Choice in a branch, for which the other branch and the next state wait', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'D' }] };
    const preview = await explore(
      {
        A: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'C', States: { C: choice, D: pass } },
            { StartAt: 'E', States: { E: { Type: 'Wait', Seconds: 9, Next: 'F' }, F: pass } },
          ],
          Next: 'B',
        },
        B: pass,
      },
      { n: 1 },
    );
    expect(preview.explored.has('/States/A/Branches/0/States/D')).toBe(true);
    expect(preview.explored.has('/States/A/Branches/1/States/F')).toBe(true);
    expect(arrived(preview, 'B')[0]?.[1]).toEqual([{ n: 1 }, { n: 1 }]);
  });
});

test('gives up when asked to', async () => {
  const states = { A: { ...task, Next: 'B' }, B: pass };
  const definition = { StartAt: 'A', States: states as Json };
  const signal = AbortSignal.abort();
  const preview = await previewScenario(definition, scenario({}, {}), { signal });
  expect(preview).toBeUndefined();
});

async function explore(states: object, input: Json, answers: Scenario['answers'] = {}): Promise<Preview> {
  const definition = { StartAt: 'A', States: states as Json };
  const preview = await previewScenario(definition, scenario(input, answers));
  if (!preview) throw new Error('There is no preview');
  return preview;
}

function arrived({ explored }: Preview, state: string): (readonly [string | undefined, Json])[] {
  return (explored.get(`/States/${state}`) ?? []).map(({ assumed, data }) => [assumed, data.input] as const);
}

function scenario(input: Json, answers: Scenario['answers']): Scenario {
  return { name: 'S', description: undefined, input, answers, expect: undefined };
}
