import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { type Preview, previewScenario } from '../../server/src/preview/preview.ts';
import { PreviewStore } from '../../server/src/preview/previewStore.ts';
import type { Scenario } from '../../server/src/scenario/scenario.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };

describe('what a scenario leaves at each state', () => {
  test('every stage of the data, the variables on arrival, the context', async () => {
    const preview = await previewOf(
      {
        A: { Type: 'Pass', Assign: { v: 1 }, Result: 'r', ResultPath: '$.a', Next: 'B' },
        B: { Type: 'Pass', InputPath: '$.a', End: true },
      },
      { x: 0 },
    );
    const [a] = preview?.samples.get('/States/A') ?? [];
    const [b] = preview?.samples.get('/States/B') ?? [];
    expect(a).toMatchObject({
      data: { input: { x: 0 }, result: 'r', afterResultPath: { x: 0, a: 'r' }, output: { x: 0, a: 'r' } },
      variables: {},
      context: { State: { Name: 'A' }, Execution: { Input: { x: 0 } } },
    });
    expect(b).toMatchObject({
      data: { input: { x: 0, a: 'r' }, afterInputPath: 'r', output: 'r' },
      variables: { v: 1 },
    });
    expect(preview?.stopped).toBeUndefined();
  });

  test('one sample for each visit, the first ten', async () => {
    const item = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const preview = await previewOf({ A: { Type: 'Map', ItemProcessor: item, End: true } }, [...Array(25).keys()]);
    const samples = preview?.samples.get('/States/A/ItemProcessor/States/I') ?? [];
    expect(samples.map(({ data }) => data.input)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('a state that loops is visited again and again, until it takes too long', async () => {
    const loop = { A: { Type: 'Pass', Next: 'A' } };
    const preview = await previewScenario(machine(loop), scenario(1), { maxSteps: 50 });
    expect(preview?.samples.get('/States/A')).toHaveLength(10);
    expect(preview?.stopped).toContain('takes too long');
  });

  test('a wait takes no time', async () => {
    const preview = await previewOf({ A: { Type: 'Wait', Seconds: 86_400, Next: 'B' }, B: { Type: 'Succeed' } }, 1);
    expect(preview?.samples.has('/States/B')).toBe(true);
  });

  test('an error that is caught', async () => {
    const states = {
      A: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true },
      B: { Type: 'Pass', End: true },
    };
    const preview = await previewOf(states, {}, { A: { kind: 'throw', error: 'Bad', cause: 'Luck' } });
    expect(preview?.samples.get('/States/A')?.[0]?.errorOutput).toEqual({ Error: 'Bad', Cause: 'Luck' });
    expect(preview?.samples.get('/States/B')?.[0]?.data.input).toEqual({ Error: 'Bad', Cause: 'Luck' });
  });

  test('a task without an answer: the state is known as far as it got, and it is said why', async () => {
    const states = { A: { ...task, Parameters: { a: 1 }, Next: 'B' }, B: { Type: 'Succeed' } };
    const preview = await previewOf(states, {});
    expect(preview?.samples.get('/States/A')?.[0]?.data).toEqual({ input: {}, afterParameters: { a: 1 } });
    expect(preview?.samples.has('/States/B')).toBe(false);
    expect(preview?.stopped).toBe('The scenario has no answer for the state "A".');
  });

  test.each<[string, object]>([
    ['without a Type', { InputPath: '$.n' }],
    ['a Map without its states', { Type: 'Map', ItemsPath: '$.n' }],
    ['a Parallel with a branch that is empty', { Type: 'Parallel', Branches: [{}] }],
  ])('a state that is still being written: %s', async (_, state) => {
    const preview = await previewOf({ A: { Type: 'Pass', Next: 'B' }, B: state }, { n: 1 });
    expect(preview?.samples.get('/States/B')?.[0]?.data.input).toEqual({ n: 1 });
  });

  test('a start whose name is being changed', async () => {
    const definition = { StartAt: 'Old', States: { New: { Type: 'Succeed' } } };
    const preview = await previewScenario(definition, scenario(1));
    expect(preview?.samples.has('/States/New')).toBe(true);
  });

  test('a definition that cannot be run', async () => {
    expect(await previewScenario({ StartAt: 'A', States: {} }, scenario({}))).toBeUndefined();
  });
});

describe('the store', () => {
  const good = machine({ A: { Type: 'Pass', End: true } });

  test('keeps the last good preview', async () => {
    const store = new PreviewStore();
    const first = scenario(1);
    store.update('m', good, first);
    expect((await store.latest('m'))?.samples.size).toBe(1);
    store.update('m', { States: {} }, first);
    expect((await store.latest('m'))?.samples.size).toBe(1);
    store.clear('m');
    expect(await store.latest('m')).toBeUndefined();
  });

  test('gives up what nobody wants to know any more, and never blocks for long', async () => {
    const store = new PreviewStore();
    const endless = machine({ A: { Type: 'Pass', Next: 'A' } });
    const began = Date.now();
    store.update('m', endless, scenario(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The timer had its turn although the run goes on.
    expect(Date.now() - began).toBeLessThan(500);
    store.update('m', good, scenario(2));
    expect((await store.latest('m'))?.samples.get('/States/A')?.map(({ data }) => data.input)).toEqual([2]);
  });
});

function previewOf(states: object, input: Json, answers: Scenario['answers'] = {}): Promise<Preview | undefined> {
  return previewScenario(machine(states), { ...scenario(input), answers });
}

function machine(states: object): Json {
  return { StartAt: 'A', States: states as Json };
}

function scenario(input: Json): Scenario {
  return { name: 'S', description: undefined, input, answers: {}, expect: undefined };
}
