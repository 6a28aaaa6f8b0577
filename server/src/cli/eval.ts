import { isObject } from '../base/json.ts';
import { evaluate } from '../index.ts';
import { parseJsonTree } from '../syntax/json.ts';
import { toJson } from '../syntax/node.ts';
import { parseYamlTree } from '../syntax/yaml.ts';
import { type CliIo, type Command, FORMAT, formatOf, onlyArgument, textOption, UsageError } from './command.ts';
import { placeIn, readJson, readText } from './files.ts';
import { styleFor } from './style.ts';

export const EVAL: Command = {
  synopsis: 'EXPRESSION [--input FILE|JSON] [--context FILE|JSON] [--variables FILE|JSON] [--query-language LANGUAGE]',
  doc: `Evaluates one expression.
It is a JSONPath ($.a), a call of an intrinsic function (States.Format('{}', $.a)), JSONata ({% $states.input.a %}) or a
payload template: a JSON object ({"b.$": "$.a"}, {"b": "{% $states.input.a %}"}), which may also stand in a file, as JSON or YAML
(template.yaml).`,
  options: {
    input: { value: 'FILE|JSON', doc: 'The data it reads; "-" is the standard input. Without it: {}.' },
    context: { value: 'FILE|JSON', doc: 'The context object: $$ or $states.context. Without it: {}.' },
    variables: { value: 'FILE|JSON', doc: 'Workflow variables by name: {"x": 1} for $x. Without it: {}.' },
    'query-language': {
      value: 'LANGUAGE',
      doc: 'JSONPath or JSONata. Without it: what the text looks like. With JSONata {% and %} may be left out.',
    },
    format: FORMAT,
  },
  run: async (args, io) => {
    const format = formatOf(args);
    const expression = await expressionOf(onlyArgument(args, 'The expression'), io);
    const input = await readJson(textOption(args, 'input') ?? '{}', io);
    const context = await readJson(textOption(args, 'context') ?? '{}', io);
    const variables = await readJson(textOption(args, 'variables') ?? '{}', io);
    if (!isObject(variables)) throw new UsageError('--variables is a JSON object');
    const queryLanguage = languageOf(textOption(args, 'query-language'));
    const result = await evaluate(expression, input, { context, variables, ...(queryLanguage && { queryLanguage }) });
    if (format === 'json') {
      io.stdout(`${JSON.stringify(result, null, 2)}\n`);
    } else if (result.ok) {
      io.stdout(`${JSON.stringify(result.value, null, 2)}\n`);
    } else {
      const { bold, red } = styleFor(io);
      io.stderr(`${red(bold(result.error))}: ${result.cause}\n`);
    }
    return result.ok ? 0 : 1;
  },
};

/** What is named like a file of JSON or YAML is one: there a payload template stands. */
async function expressionOf(argument: string, io: CliIo): Promise<string> {
  if (argument.trim() === '') throw new UsageError('The expression is empty');
  const [, extension] = /^[^${"'(]+\.(json|ya?ml)$/i.exec(argument) ?? [];
  if (extension === undefined) return argument;
  const text = await readText(argument, io);
  const { root, errors } = extension.toLowerCase() === 'json' ? parseJsonTree(text) : parseYamlTree(text);
  const [error] = errors;
  if (error) throw new UsageError(`${placeIn(argument, text, error.start)}: ${error.message}`);
  const value = toJson(root, text);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function languageOf(name: string | undefined): 'JSONPath' | 'JSONata' | undefined {
  if (name === undefined || name === 'JSONPath' || name === 'JSONata') return name;
  throw new UsageError(`--query-language is JSONPath or JSONata, not ${name}`);
}
