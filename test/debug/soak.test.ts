import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { runDefinition } from '../../server/src/interpreter/drive.ts';
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
        fc.record({
          line: fc.integer({ min: -1, max: 80 }),
          column: fc.option(small, { nil: undefined }),
          condition: fc.constantFrom('', '((', '{% true %}'),
        }),
      ),
    }),
  }),
  fc.record({ command: fc.constant('restartFrame'), args: fc.record({ frameId: small }) }),
  fc.record({ command: fc.constant('goto'), args: fc.record({ threadId, targetId: small }) }),
  fc.record({
    command: fc.constant('setExceptionBreakpoints'),
    args: fc.record({
      filters: fc.subarray(['all', 'uncaught']),
      filterOptions: fc.constantFrom([], [{ filterId: 'named', condition: 'B*' }]),
    }),
  }),
  fc.record({
    command: fc.constant('completions'),
    args: fc.record({ text: fc.constantFrom('$', '$.items.', '{% $states.', '((', ''), column: small, frameId: small }),
  }),
  fc.record({
    command: fc.constant('asl/answer'),
    args: fc.record({
      requestId: fc.constantFrom('1.3', '4.20', ''),
      answer: fc.constantFrom({ return: 1 }, { throw: { error: 'Busy' } }, {}),
      resume: fc.boolean(),
    }),
  }),
  fc.record({ command: fc.constant('asl/inlineValues'), args: fc.record({ frameId: small }) }),
  fc.record({ command: fc.constant('asl/filterThreads'), args: fc.record({ filter: fc.constantFrom('', 'each') }) }),
  fc.record({
    command: fc.constant('breakpointLocations'),
    args: fc.record({ source: fc.constant(source), line: small }),
  }),
  fc.record({
    command: fc.constantFrom(
      'threads',
      'exceptionInfo',
      'restart',
      'configurationDone',
      'toString',
      'variables',
      'asl/fork',
      'asl/answer',
      'next',
    ),
    args: fc.constant({}),
  }),
);

const HISTORY = '/project/history.json';

async function isAnswered(requests: readonly { command: string; args: object }[], patient: boolean, launch: object) {
  const debug = debugging(MACHINE_DATA, SCENARIOS);
  debug.files[HISTORY] = history;
  await debug.prepare({ stopOnEntry: true, ...launch });
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
}

let history = '';
beforeAll(async () => {
  const mocks = { Send: [{ Throw: { Error: 'Busy' } }, { Return: 1 }], 'Nobody answers': [{ Return: 2 }] };
  const { events } = await runDefinition(MACHINE_DATA, { items: [1, 2, 3] }, { mocks, seed: 1 });
  history = JSON.stringify({ events });
});

test.each([
  ['a run', {}],
  ['a replay', { history: HISTORY }],
])('random requests in any order about %s: each is answered, and the session goes on', async (_, launch) => {
  const anyOrder = fc.asyncProperty(fc.array(request, { maxLength: 30 }), fc.boolean(), (requests, patient) =>
    isAnswered(requests, patient, launch),
  );
  await fc.assert(anyOrder, { numRuns: 150, interruptAfterTimeLimit: 12_000 });
});
