import { evaluate } from '../index.ts';
import { type Command, FORMAT, formatOf, onlyArgument, textOption } from './command.ts';
import { readJson } from './files.ts';
import { styleFor } from './style.ts';

export const EVAL: Command = {
  synopsis: 'EXPRESSION [--input FILE|JSON] [--format text|json]',
  doc: `Evaluates one expression.
It is a JSONPath ($.a), a call of an intrinsic function (States.Format('{}', $.a)) or JSONata ({% $states.input.a %}).`,
  options: {
    input: { value: 'FILE|JSON', doc: 'The data it reads; "-" is the standard input. Without it: {}.' },
    format: FORMAT,
  },
  run: async (args, io) => {
    const format = formatOf(args);
    const expression = onlyArgument(args, 'The expression');
    const input = await readJson(textOption(args, 'input') ?? '{}', io);
    const result = await evaluate(expression, input);
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
