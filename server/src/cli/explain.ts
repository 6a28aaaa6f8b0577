import { CODES } from '../analysis/codes.ts';
import { describeCode } from '../analysis/rulesDocument.ts';
import { isKey } from '../base/lookup.ts';
import { type Command, onlyArgument } from './command.ts';
import { unknownCode } from './validate.ts';

export const EXPLAIN: Command = {
  synopsis: '[CODE]',
  doc: 'Tells what a problem is, why it matters, and what to do. Without a code it lists them all.',
  options: {},
  run: async (args, io) => {
    if (args.positionals.length === 0) {
      const width = Math.max(...Object.keys(CODES).map(({ length }) => length));
      for (const [code, { severity, doc }] of Object.entries(CODES)) {
        io.stdout(`${code.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${doc}\n`);
      }
      return 0;
    }
    const code = onlyArgument(args, 'The code');
    if (!isKey(CODES, code)) throw unknownCode(code);
    io.stdout(describeCode(code));
    return 0;
  },
};
