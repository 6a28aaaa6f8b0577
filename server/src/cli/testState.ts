import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { TestStateRefused, testState } from '../index.ts';
import { toJson } from '../syntax/node.ts';
import {
  type Arguments,
  type CliIo,
  type Command,
  FORMAT,
  formatOf,
  onlyArgument,
  textOption,
  UsageError,
} from './command.ts';
import { readJson, STDIN_NAME } from './files.ts';
import { readDefinition, stateOption } from './run.ts';
import { styleFor } from './style.ts';

export const TEST_STATE: Command = {
  synopsis:
    'FILE [--state NAME] [--input FILE|JSON] [--inspection-level INFO|DEBUG|TRACE] [--mock FILE|JSON] [--variables FILE|JSON] [--context FILE|JSON] [--format text|json]',
  doc: `Tests one state, as the TestState API of AWS does, without AWS.
FILE is a state machine, or the definition of a single state. No service is called: --mock says what it answers. The exit code is 1 if the state fails.`,
  options: {
    state: { value: 'NAME', doc: 'The state, at any depth. Without it: FILE is the definition of a single state.' },
    input: { value: 'FILE|JSON', doc: 'The input of the state; "-" is the standard input. Without it: {}.' },
    'inspection-level': {
      value: 'LEVEL',
      doc: 'INFO, the default, for the output alone; DEBUG or TRACE for the data at every stage.',
    },
    mock: {
      value: 'FILE|JSON',
      doc: 'What the task answers: {"result": …}, or {"errorOutput": {"error": …, "cause": …}}.',
    },
    'state-configuration': { value: 'FILE|JSON', doc: 'Such as {"retrierRetryCount": 2}.' },
    variables: { value: 'FILE|JSON', doc: 'The variables that the state sees, by name.' },
    context: { value: 'FILE|JSON', doc: 'The context object. Without it: one is made.' },
    'stdin-name': STDIN_NAME,
    format: FORMAT,
  },
  run: async (args, io) => {
    const format = formatOf(args);
    const document = await readDefinition(onlyArgument(args, 'The file of the state machine'), args, io);
    const stateName = stateOption(args, document);
    const definition = toJson(document.root, document.source);
    if (stateName === undefined && isObject(definition) && definition.States !== undefined) {
      throw new UsageError('This is a whole state machine: --state says which of its states');
    }
    const request = {
      definition,
      ...(stateName !== undefined && { stateName }),
      ...(await given(args, io, 'input')),
      ...(await given(args, io, 'variables')),
      ...(await given(args, io, 'context')),
      ...(await given(args, io, 'mock')),
      ...(await given(args, io, 'state-configuration', 'stateConfiguration')),
      inspectionLevel: levelOf(args),
    };
    try {
      const answer = await testState(request);
      if (format === 'json') io.stdout(`${JSON.stringify(answer, null, 2)}\n`);
      else tell(answer as unknown as JsonObject, io);
      return answer.status === 'SUCCEEDED' || answer.status === 'CAUGHT_ERROR' ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestStateRefused)) throw error;
      // With a role AWS would call the service.
      const advice = error.message.startsWith('RoleArn')
        ? '. Here no service is called: --mock says what it answers'
        : '';
      throw new UsageError(`${error.code}: ${error.message}${advice}`);
    }
  },
};

const LEVELS = ['INFO', 'DEBUG', 'TRACE'] as const;

function levelOf(args: Arguments): (typeof LEVELS)[number] {
  const wanted = textOption(args, 'inspection-level') ?? 'INFO';
  const level = LEVELS.find((known) => known === wanted.toUpperCase());
  if (level === undefined)
    throw new UsageError(`--inspection-level must be one of ${LEVELS.join(', ')}, not "${wanted}"`);
  return level;
}

async function given(args: Arguments, io: CliIo, option: string, member = option): Promise<{ [member: string]: Json }> {
  const text = textOption(args, option);
  if (text === undefined) return {};
  const value = await readJson(text, io);
  // The API reads text as JSON.
  return { [member]: typeof value === 'string' ? JSON.stringify(value) : value };
}

function tell({ status, error, cause, nextState, output, inspectionData }: JsonObject, io: CliIo): void {
  const { green, red, bold, dim } = styleFor(io);
  const word = String(status).toLowerCase().replace('_', ' ');
  const good = status === 'SUCCEEDED' || status === 'CAUGHT_ERROR';
  const next = nextState === undefined ? '' : ` ${dim(`next: ${String(nextState)}`)}`;
  const reason = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  if (isObject(inspectionData)) {
    for (const [stage, value] of Object.entries(inspectionData)) {
      io.stdout(`${dim(`${stage}:`)} ${JSON.stringify(value)}\n`);
    }
    io.stdout('\n');
  }
  io.stdout(`${(good ? green : red)(bold(word))}${reason && ` ${reason}`}${next}\n`);
  if (output !== undefined) io.stdout(`${JSON.stringify(output, null, 2)}\n`);
}
