import fc from 'fast-check';
import { expect, test } from 'vitest';
import { debugging, MACHINE } from './testClient.ts';

const MACHINE_DATA = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'Item',
        States: { Item: { Type: 'Pass', Next: 'Rest' }, Rest: { Type: 'Wait', Seconds: 1, End: true } },
      },
      ResultPath: '$.items',
      ItemsPath: '$.items',
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Send',
          States: { Send: { Type: 'Task', Resource: 'arn:x', Retry: [{ ErrorEquals: ['Busy'] }], End: true } },
        },
        {
          StartAt: 'Other',
          States: { Other: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.items %}', End: true } },
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Nobody answers' }],
      Next: 'Nobody answers',
    },
    'Nobody answers': { Type: 'Task', Resource: 'arn:y', End: true },
  },
};
const SCENARIOS = {
  S: {
    input: { items: [1, 2, 3] },
    answers: { Send: [{ throw: { error: 'Busy' } }, { return: 1 }, { throw: { error: 'Broken' } }] },
  },
};

const small = fc.integer({ min: 0, max: 12 });
const threadId = fc.integer({ min: 1, max: 4 });
const source = { path: MACHINE };

/** Requests as a client might send them, and some that no client should. */
const request = fc.oneof(
  ...(['continue', 'next', 'stepIn', 'stepOut', 'pause', 'stepBack', 'reverseContinue', 'stackTrace'] as const).map(
    (command) => fc.record({ command: fc.constant(command), args: fc.record({ threadId }) }),
  ),
  fc.record({ command: fc.constant('scopes'), args: fc.record({ frameId: small }) }),
  fc.record({
    command: fc.constant('variables'),
    args: fc.record({ variablesReference: small, start: small, count: small }),
  }),
  fc.record({
    command: fc.constant('setVariable'),
    args: fc.record({
      variablesReference: small,
      name: fc.constantFrom('Input', 'Output', 'items', '0', 'Task result'),
      value: fc.constantFrom('1', '{"items":[1]}', 'no'),
    }),
  }),
  fc.record({
    command: fc.constant('evaluate'),
    args: fc.record({
      expression: fc.constantFrom('$', '$.items[0]', '{% $states %}', '$$.State', '((', ''),
      frameId: small,
    }),
  }),
  fc.record({
    command: fc.constant('setBreakpoints'),
    args: fc.record({
      source: fc.constant(source),
      breakpoints: fc.array(
        fc.record({ line: fc.integer({ min: -1, max: 80 }), condition: fc.constantFrom('', '((', '{% true %}') }),
      ),
    }),
  }),
  fc.record({ command: fc.constant('restartFrame'), args: fc.record({ frameId: small }) }),
  fc.record({ command: fc.constant('goto'), args: fc.record({ threadId, targetId: small }) }),
  fc.record({
    command: fc.constant('setExceptionBreakpoints'),
    args: fc.record({ filters: fc.subarray(['all', 'uncaught']) }),
  }),
  fc.record({
    command: fc.constantFrom(
      'threads',
      'exceptionInfo',
      'restart',
      'configurationDone',
      'toString',
      'variables',
      'next',
    ),
    args: fc.constant({}),
  }),
);

test('random requests in any order: each is answered, and the session goes on', async () => {
  const anyOrder = fc.asyncProperty(fc.array(request, { maxLength: 30 }), fc.boolean(), async (requests, patient) => {
    const debug = debugging(MACHINE_DATA, SCENARIOS);
    await debug.prepare({ stopOnEntry: true });
    await debug.run();
    const answers: Promise<boolean>[] = [];
    for (const { command, args } of requests) {
      const answer = debug.customRequest(command, args).then(
        () => true,
        () => false,
      );
      answers.push(answer);
      if (patient) await answer;
    }
    expect(await Promise.all(answers)).toHaveLength(requests.length);
    expect(debug.output('stderr').filter((text) => text.startsWith('The debugger cannot go on'))).toEqual([]);
    await debug.disconnectRequest();
    expect(debug.exited).toBe(true);
  });
  await fc.assert(anyOrder, { numRuns: 150, interruptAfterTimeLimit: 12_000 });
});
