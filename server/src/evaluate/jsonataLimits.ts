import type jsonata from 'jsonata';

// What the service was seen to allow; its time is not known, and here an expression is to end within a second.
export const LIMITS = { timeout: 850, sequence: 873_782 };
const MAX_DEPTH = 100;
const MAX_SIZE = 4_000_000;

/** What the service says where an expression breaks a limit. */
export const TOO_DEEP =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
export const OUT_OF_TIME = 'Expression evaluation timeout: Check for infinite loop';
export const OUT_OF_MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

/** Refuses an evaluation that nests too deep or makes too much. Time and the length of lists JSONata limits itself. */
export function addLimits(expression: jsonata.Expression): void {
  const enter: Callback = (node, _input, { base }) => {
    base[TURNS] ??= new Turns();
    return base[TURNS].enter(node);
  };
  const leave: Callback = (node, _input, { base }, result) => {
    refuseHuge(node, result);
    base[TURNS]?.leave();
  };
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, enter);
  expression.assign(Symbol.for('jsonata.__evaluate_exit') as unknown as string, leave);
}

/** What JSONata calls, and waits for, before and after it evaluates a node. */
type Callback = (node: JsonataNode, input: unknown, environment: Environment, result?: unknown) => unknown;

const TURNS = Symbol('turns');

interface Environment {
  /** The same throughout an evaluation. */
  readonly base: { [TURNS]?: Turns };
}

interface JsonataNode {
  readonly type: string;
  /** Of a path that groups what it finds. */
  readonly group?: unknown;
}

/**
 * JSONata begins with all items of an array, and with all groups of a path, before any of them is done. Here each waits for the one before
 * it: then the nodes that have begun are nested in each other, and their number is the depth.
 */
class Turns {
  readonly #begun: Turn[] = [];
  /** The last of those that JSONata begins with at once, while it does. */
  #beginning: Turn | undefined;

  enter(node: JsonataNode): PromiseLike<void> | undefined {
    const turn: Turn = { fans: node.type === 'unary' || node.group !== undefined };
    if (this.#beginning) {
      this.#beginning.next = turn;
      this.#beginning = turn;
      return new Promise((goOn) => {
        turn.goOn = goOn;
      });
    }
    const within = this.#begun.at(-1);
    if (this.#begun.push(turn) > MAX_DEPTH) throw { code: 'D1011', value: MAX_DEPTH };
    if (!within?.fans) return undefined;
    this.#beginning = turn;
    // Goes on when the others have come.
    return Promise.resolve().then(() => {
      this.#beginning = undefined;
    });
  }

  leave(): void {
    const next = this.#begun.pop()?.next;
    if (!next) return;
    this.#begun.push(next);
    next.goOn?.();
  }
}

interface Turn {
  /** Whether JSONata begins with parts of this node at once. */
  readonly fans: boolean;
  next?: Turn;
  goOn?: () => void;
}

/** Objects may contain each other's parts many times over: a small one can stand for more values than there is memory for. */
function refuseHuge(node: JsonataNode, result: unknown): void {
  if (!BUILDERS.has(node.type) && node.group === undefined) return;
  if (sizeOf(result) > MAX_SIZE) throw { code: 'D2015', value: MAX_SIZE };
}

/** What makes new values. All else hands on values that are there, or lists of them, whose length JSONata limits itself. */
const BUILDERS: ReadonlySet<string> = new Set(['unary', 'binary', 'function', 'apply', 'partial', 'transform']);

const sizes = new WeakMap<object, number>();

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / 16;
  if (typeof value !== 'object' || value === null) return 1;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || 'tupleStream' in value) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(part);
  sizes.set(value, size);
  return size;
}
