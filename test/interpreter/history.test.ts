import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/src/base/json.ts';
import { runDefinition } from '../../server/src/interpreter/drive.ts';

const boom = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Boom' } } };
const one = (state: JsonObject) => ({ StartAt: 'S', States: { S: { ...state, End: true } } });
const pass = one({ Type: 'Pass' });
const impossible = one({ Type: 'Pass', Parameters: { 'a.$': '$.nothing' } });
const undefinedOutput = one({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.nothing %}' });
const task = one({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' });
const wait = one({ Type: 'Wait', Seconds: 9 });

const parallel = (branches: Json[], more: JsonObject = {}) => ({ Type: 'Parallel', Branches: branches, ...more });
const map = (processor: JsonObject, more: JsonObject = {}) => ({ Type: 'Map', ItemProcessor: processor, ...more });
const failsOnTwo = {
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'F' }], Default: 'S' },
    ...boom.States,
    ...wait.States,
  },
};
const caught = [{ ErrorEquals: ['States.ALL'], Next: 'E' }];

test.each<[string, JsonObject, Json, string]>([
  [
    'what goes on after branches follows the last one, not the word that they are done',
    parallel([pass, pass]),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 PassStateEntered, 5<4 PassStateExited, 6<3 PassStateEntered, 7<6 PassStateExited, 8<7 ParallelStateSucceeded, 9<7 ParallelStateExited, 10<9 ExecutionSucceeded',
  ],
  [
    'each iteration follows the start of the Map',
    map(pass, { MaxConcurrency: 1 }),
    [1, 2],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<4 PassStateEntered, 6<5 PassStateExited, 7<6 MapIterationSucceeded, 8<3 MapIterationStarted, 9<8 PassStateEntered, 10<9 PassStateExited, 11<10 MapIterationSucceeded, 12<11 MapStateSucceeded, 13<11 MapStateExited, 14<13 ExecutionSucceeded',
  ],
  [
    'after a distributed Map',
    map({ ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
    [1],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapRunStarted, 5<4 MapRunSucceeded, 6<5 MapStateSucceeded, 7<4 MapStateExited, 8<7 ExecutionSucceeded',
  ],
  [
    'an error that nothing can take in a branch ends the execution at once',
    parallel([impossible, wait], { Catch: caught }),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 PassStateEntered, 5<4 ExecutionFailed',
  ],
  [
    'an error that nothing can take in an iteration ends the execution at once',
    map(impossible, { MaxConcurrency: 1 }),
    [1, 2],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<4 PassStateEntered, 6<5 ExecutionFailed',
  ],
  [
    'an iteration that fails',
    map(undefinedOutput, { MaxConcurrency: 1 }),
    [1, 2],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<4 PassStateEntered, 6<5 EvaluationFailed, 7<6 MapIterationFailed, 8<6 MapStateFailed, 9<8 ExecutionFailed',
  ],
  [
    'a task that fails its branch',
    parallel([task], { Catch: caught }),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 TaskStateEntered, 5<4 TaskScheduled, 6<5 TaskStarted, 7<6 TaskFailed, 8<7 TaskStateAborted, 9<7 ParallelStateFailed, 10<9 ParallelStateExited, 11<10 SucceedStateEntered, 12<11 SucceedStateExited, 13<12 ExecutionSucceeded',
  ],
  [
    'a branch that fails stops the others',
    parallel([wait, boom]),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 WaitStateEntered, 5<3 FailStateEntered, 6<5 WaitStateAborted, 7<5 ParallelStateFailed, 8<7 ExecutionFailed',
  ],
  [
    'an iteration that fails stops the others',
    map(failsOnTwo),
    [1, 2],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<3 MapIterationStarted, 6<4 ChoiceStateEntered, 7<6 ChoiceStateExited, 8<7 WaitStateEntered, 9<5 ChoiceStateEntered, 10<9 ChoiceStateExited, 11<10 FailStateEntered, 12<11 MapIterationAborted, 13<11 WaitStateAborted, 14<11 MapIterationFailed, 15<11 MapStateFailed, 16<15 ExecutionFailed',
  ],
  [
    'an item that cannot be made stops the others',
    map(wait, { QueryLanguage: 'JSONata', ItemSelector: '{% $states.context.Map.Item.Value.n %}', Catch: caught }),
    [{ n: 1 }, {}],
    '2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<3 EvaluationFailed, 6<5 MapIterationAborted, 7<5 MapStateFailed, 8<7 MapStateExited, 9<8 SucceedStateEntered, 10<9 SucceedStateExited, 11<10 ExecutionSucceeded',
  ],
  [
    'a catcher that fails fails the state again',
    parallel([boom], { QueryLanguage: 'JSONata', Catch: [{ ...caught[0], Output: '{% $states.input.nothing %}' }] }),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 FailStateEntered, 5<4 ParallelStateFailed, 6<4 EvaluationFailed, 7<6 ParallelStateFailed, 8<7 ExecutionFailed',
  ],
  [
    'an output that fails after the branches have succeeded',
    parallel([pass], { QueryLanguage: 'JSONata', Output: '{% $states.input.nothing %}' }),
    {},
    '2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 PassStateEntered, 5<4 PassStateExited, 6<5 ParallelStateSucceeded, 7<5 EvaluationFailed, 8<7 ParallelStateFailed, 9<8 ExecutionFailed',
  ],
  ['a time that is over', { Type: 'Wait', Seconds: 99 }, {}, '2<0 WaitStateEntered, 3<0 ExecutionTimedOut'],
])('%s', async (_, state, input, expected) => {
  const machine = { TimeoutSeconds: 60, StartAt: 'A', States: { A: { ...state, End: true }, E: { Type: 'Succeed' } } };
  const { events } = await runDefinition(machine, input, { mocks: { S: { Throw: { Error: 'Down' } } } });
  const lines = events.slice(1).map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
  expect(lines.join(', ')).toBe(expected);
});
