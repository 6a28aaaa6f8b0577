import { describe, expect, test } from 'vitest';
import { debugging } from './testClient.ts';

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });
const machine = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

/** The body of the next `asl.unanswered`. */
function unanswered(debug: ReturnType<typeof debugging>): Promise<{ requestId: string; example?: unknown }> {
  return new Promise((resolve) => debug.once('asl.unanswered', ({ body }) => resolve(body)));
}

describe('a task that nobody answers', () => {
  const TWO = machine({
    First: task({ Parameters: { a: 1 }, Next: 'Second' }),
    Second: task({ Catch: [{ ErrorEquals: ['Broken'], Next: 'Sorry' }], End: true }),
    Sorry: { Type: 'Pass', End: true },
  });

  test('is answered in place, by a value and by an error', async () => {
    const debug = debugging(TWO);
    const first = unanswered(debug);
    expect(await debug.launchTo({})).toBe('unanswered at First:6');
    const { requestId, example } = await first;
    expect(example).toEqual({ StatusCode: 200, Payload: {} });
    const second = unanswered(debug);
    const answer = { requestId, answer: { return: { Payload: 7 } }, resume: true };
    expect(await debug.stopAfter(() => debug.customRequest('asl/answer', answer))).toBe('unanswered at Second:14');
    expect(await debug.data()).toEqual({ Input: '{"Payload":7}' });
    const failing = { requestId: (await second).requestId, answer: { throw: { error: 'Broken', cause: 'it is' } } };
    await debug.customRequest('asl/answer', failing);
    expect(await debug.continue()).toBe('terminated');
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual({ Error: 'Broken', Cause: 'it is' });
    await expect(debug.customRequest('asl/answer', failing)).rejects.toThrow('does not stand still');
  });

  test('an answer is for a request that is open, and is one of two things', async () => {
    const debug = debugging(TWO);
    const asked = unanswered(debug);
    await debug.launchTo({});
    const { requestId } = await asked;
    await expect(debug.customRequest('asl/answer', { requestId: 'no', answer: { return: 1 } })).rejects.toThrow(
      'The task does not wait for an answer any more',
    );
    await expect(debug.customRequest('asl/answer', { requestId, answer: {} })).rejects.toThrow(
      'An answer has exactly one of "return" and "throw"',
    );
  });

  test('its result can be set by hand, before the call and while it waits', async () => {
    const debug = debugging(TWO);
    await debug.launchTo({ stopOnEntry: true });
    const set = async (value: string) => {
      const { parent, name } = await debug.variable('Data', 'Task result');
      await debug.setVariableRequest({ variablesReference: parent, name, value });
    };
    expect((await debug.variable('Data', 'Task result')).value).toMatch(/^not there yet/);
    await set('{"early":true}');
    expect(await debug.continue()).toBe('unanswered at Second:14');
    expect(await debug.data()).toEqual({ Input: '{"early":true}' });
    await set('"late"');
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('result')).toEqual(['"late"']);
  });
});

describe('a task that local code does', () => {
  const BOTH = machine({
    Both: {
      Type: 'Parallel',
      Branches: [machine({ L: task({ End: true }) }), machine({ R: task({ End: true }) })],
      End: true,
    },
  });
  const LOCAL = { S: { answers: { L: { lambda: 'src/l.mjs#handler' }, R: { lambda: 'src/r.mjs#handler' } } } };

  test('at the same time as others', async () => {
    const debug = debugging(BOTH, LOCAL);
    const running: string[] = [];
    debug.runTask = async ({ state }) => {
      running.push(`> ${state}`);
      await new Promise((resolve) => setTimeout(resolve, state === 'L' ? 20 : 1));
      running.push(`< ${state}`);
      return { kind: 'return', value: state };
    };
    expect(await debug.launchTo({})).toBe('terminated');
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual(['L', 'R']);
    expect(running).toEqual(['> L', '> R', '< R', '< L']);
  });

  test('not where the workspace is not trusted', async () => {
    const debug = debugging(machine({ L: task({ End: true }) }), LOCAL);
    let ran = false;
    debug.runTask = async () => {
      ran = true;
      return { kind: 'return', value: null };
    };
    await debug.launchTo({ trusted: false, noDebug: true });
    expect(ran).toBe(false);
    const texts = debug.printed.map(({ text }) => text).join('\n');
    expect(texts).toContain('needs a workspace that you trust');
  });

  test('it can be paused, goes on meanwhile, and is given up when the run goes back', async () => {
    const debug = debugging(machine({ L: task({ End: true }) }), LOCAL);
    const signals: AbortSignal[] = [];
    let finish: () => void = () => undefined;
    debug.runTask = (_, __, signal) => {
      signals.push(signal);
      return new Promise((resolve) => {
        finish = () => resolve({ kind: 'return', value: signals.length });
      });
    };
    await debug.prepare({});
    await debug.configurationDoneRequest();
    await expect.poll(() => signals.length).toBe(1);
    const pause = () => debug.stopAfter(() => debug.pauseRequest({ threadId: 1 }));
    expect(await pause()).toBe('pause at L:6');
    await debug.continueRequest({ threadId: 1 });
    expect(await pause()).toBe('pause at L:6');
    expect(signals).toHaveLength(1);
    expect(await debug.stepBack()).toBe('step at L:4');
    expect(signals[0]?.aborted).toBe(true);
    await debug.continueRequest({ threadId: 1 });
    await expect.poll(() => signals.length).toBe(2);
    expect(await debug.stopAfter(async () => finish())).toBe('terminated');
    expect(debug.output('result')).toEqual(['2']);
  });

  test('one that takes too long ends when its time is up, on the virtual clock', async () => {
    const debug = debugging(machine({ L: task({ TimeoutSeconds: 30, End: true }) }), LOCAL);
    debug.runTask = async () => ({ kind: 'timeout', elapsed: 30_000 });
    expect(await debug.launchTo({})).toBe('exception at L:6');
    await debug.continue();
    expect(debug.output('story').at(-1)).toMatch(/^Failed after 30s/);
  });

  test('what it throws without being asked to is an error of the task', async () => {
    const debug = debugging(machine({ L: task({ End: true }) }), LOCAL);
    expect(await debug.launchTo({})).toBe('exception at L:6');
    const { body } = await debug.exceptionInfoRequest({ threadId: 1 });
    expect(body.description).toBe('There is no code');
  });
});

describe('errors by name', () => {
  const THROWS = {
    S: { answers: { A: { throw: { error: 'Lambda.Busy' } }, B: { throw: { error: 'States.Timeout' } } } },
  };
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
  const AB = machine({ A: task({ Catch, End: true }), B: task({ End: true }) });

  test.each([
    ['one name', 'named', 'Lambda.Busy', ['A']],
    ['several', 'named', 'Other, "States.Timeout"', ['B']],
    ['a wildcard', 'named', 'States.*', ['B']],
    ['a wildcard in the middle', 'named', 'L*.B*y', ['A']],
    ['anything', 'named', '*', ['A', 'B']],
    ['nothing that fits', 'named', 'Lambda', []],
    ['uncaught ones', 'uncaught', 'States.*', ['B']],
    ['only uncaught ones', 'uncaught', 'Lambda.*', []],
  ])('%s', async (_, filterId, condition, expected) => {
    const debug = debugging(AB, THROWS);
    await debug.prepare({});
    await debug.customRequest('setExceptionBreakpoints', { filters: [], filterOptions: [{ filterId, condition }] });
    const story: string[] = [];
    for (let stop = await debug.run(); stop !== 'terminated'; stop = await debug.continue()) story.push(stop);
    expect(story.map((stop) => stop.replace(/^exception at (\w+):.*/, '$1'))).toEqual(expected);
  });

  test('without a name there is nothing to stop at, and the client is told', async () => {
    const debug = debugging(AB, THROWS);
    await debug.prepare({});
    const { body } = await debug.customRequest('setExceptionBreakpoints', { filters: ['named', 'all', 'odd'] });
    expect(body.breakpoints).toMatchObject([
      { verified: false, message: expect.stringMatching(/^Which errors\?/) },
      { verified: true },
      { verified: false, message: 'There is no exception filter "odd"' },
    ]);
  });
});

describe('the Debug Console completes', () => {
  const PATHS = machine({ A: { Type: 'Pass', Assign: { rate: 3 }, Next: 'B' }, B: { Type: 'Pass', End: true } });
  const JSONATA = { QueryLanguage: 'JSONata', ...PATHS };
  const input = { order: { items: [{ sku: 'tea' }], 'odd name': 1 }, open: true };

  test.each([
    ['$.', PATHS, ['order', 'open']],
    ['$.o', PATHS, ['order', 'open']],
    ['$.order.', PATHS, ['items']],
    ['$.order.items[0].', PATHS, ['sku']],
    ['$$.State.', PATHS, ['Name', 'EnteredTime']],
    ['States.ArrayL', PATHS, ['States.ArrayLength']],
    ['States.ArrayLength($.order.i', PATHS, ['items']],
    ['$ra', PATHS, ['$rate']],
    ['$.nothing.', PATHS, []],
    ['{% $states.input.or', PATHS, ['order']],
    ['$states.', JSONATA, ['input', 'context']],
    ['$states.input.order.', JSONATA, ['items', '`odd name`']],
    ['$states.input.order.items.', JSONATA, ['sku']],
    ['$uppercas', JSONATA, ['$uppercase']],
    ['$sum($ra', JSONATA, ['$random', '$range', '$rate']],
  ])('%s', async (text, definition, expected) => {
    const debug = debugging(definition);
    await debug.launchTo({ input, stopOnEntry: true });
    await debug.next();
    const { body } = await debug.customRequest('completions', { text, column: text.length + 1 });
    const targets: { label: string; start: number }[] = body.targets;
    // The client shows those that fit what has been typed.
    const fitting = targets.filter(({ label, start }) => label.startsWith(text.slice(start)));
    expect(fitting.map(({ label }) => label).sort()).toEqual([...expected].sort());
  });
});
