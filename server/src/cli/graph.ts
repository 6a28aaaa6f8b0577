import { buildGraph } from '../features/graph.ts';
import { dotOf, mermaidOf } from '../features/graphText.ts';
import { layoutGraph } from '../features/layout.ts';
import { analyseText } from '../model/document.ts';
import { svgOf } from '../picture/svg.ts';
import { type Direction, PICTURE_FORMATS, type PictureFormat, type Theme } from '../protocol/graph.ts';
import { type Arguments, type Command, onlyArgument, textOption, UsageError } from './command.ts';
import { definitionName, nameOf, readText, STDIN_NAME } from './files.ts';

const DIRECTIONS: { readonly [name: string]: Direction } = { 'top-down': 'DOWN', 'left-right': 'RIGHT' };

export const GRAPH: Command = {
  synopsis: 'FILE [--format svg|mermaid|dot]',
  doc: `Draws a state machine, to the standard output.
A definition with mistakes is drawn as far as it can be read.`,
  options: {
    format: { value: PICTURE_FORMATS.join('|'), doc: 'A picture, the default, or a text for Mermaid or Graphviz.' },
    direction: { value: 'top-down|left-right', doc: 'Which way the flow goes; top-down is the default.' },
    theme: { value: 'light|dark', doc: 'The colours of the picture; light is the default.' },
    'stdin-name': STDIN_NAME,
  },
  run: async (args, io) => {
    const given = onlyArgument(args, 'The file');
    const format = choice(args, 'format', PICTURE_FORMATS);
    const direction = DIRECTIONS[choice(args, 'direction', ['top-down', 'left-right'])] ?? 'DOWN';
    const theme = choice<Theme>(args, 'theme', ['light', 'dark']);
    const text = await readText(given, io);
    const file = nameOf(given, args);
    const graph = buildGraph(analyseText(text, definitionName(file, text)));
    if (!graph) {
      io.stderr(`${file} has no states to draw\n`);
      return 1;
    }
    const drawn: { readonly [format in PictureFormat]: () => string | Promise<string> } = {
      mermaid: () => mermaidOf(graph, direction),
      dot: () => dotOf(graph, direction),
      svg: async () => svgOf(await layoutGraph(graph, { direction }), theme, file.split(/[\\/]/).at(-1) ?? file),
    };
    io.stdout(await drawn[format]());
    return 0;
  },
};

/** The first is the default. */
function choice<T extends string>(args: Arguments, name: string, known: readonly T[]): T {
  const given = textOption(args, name) ?? known[0];
  const found = known.find((one) => one === given);
  if (found === undefined) throw new UsageError(`--${name} must be ${known.join(', ')}, not "${given}"`);
  return found;
}
