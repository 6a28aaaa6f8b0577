/**
 * What a state does to its data, in order. The names are those of TestState's `inspectionData`; `output` is added at the end.
 * TestState records the stages, the debugger stops at them and shows them, hover previews compute up to one of them.
 */
export const STAGES = {
  input: { doc: 'What the state was given.' },
  afterInputPath: { field: 'InputPath', doc: 'The part of the input that `InputPath` chose.' },
  afterParameters: { field: 'Parameters', doc: 'What `Parameters` made of it: what is sent to the task.' },
  afterArguments: { field: 'Arguments', doc: 'What `Arguments` made of the input: what is sent to the task.' },
  afterItemsPointer: { field: 'ItemReader', doc: 'The items that `ItemReader` found in the file.' },
  afterItemsPath: { field: 'ItemsPath', doc: 'The items of the Map.' },
  afterItemSelector: { field: 'ItemSelector', doc: 'The input of each iteration.' },
  afterItemBatcher: { field: 'ItemBatcher', doc: 'The items in batches: the input of each child execution.' },
  result: { field: 'Result', doc: 'What the work of the state came to.' },
  afterResultSelector: { field: 'ResultSelector', doc: 'What `ResultSelector` made of the result.' },
  afterResultPath: { field: 'ResultPath', doc: 'The input with the result placed at `ResultPath`.' },
  output: { doc: 'What the next state is given.' },
} as const satisfies Record<string, StageSpec>;

export type Stage = keyof typeof STAGES;

interface StageSpec {
  /** The field of the state that makes this stage; a stage without its field does nothing and is skipped. */
  readonly field?: string;
  readonly doc: string;
}

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** The stages a state type goes through, by query language. */
export const STATE_STAGES = {
  Pass: {
    JSONPath: ['input', 'afterInputPath', 'afterParameters', 'result', 'afterResultPath', 'output'],
    JSONata: ['input', 'output'],
  },
  Task: {
    JSONPath: [
      'input',
      'afterInputPath',
      'afterParameters',
      'result',
      'afterResultSelector',
      'afterResultPath',
      'output',
    ],
    JSONata: ['input', 'afterArguments', 'result', 'output'],
  },
  Choice: { JSONPath: ['input', 'afterInputPath', 'output'], JSONata: ['input', 'output'] },
  Wait: { JSONPath: ['input', 'afterInputPath', 'output'], JSONata: ['input', 'output'] },
  Succeed: { JSONPath: ['input', 'afterInputPath', 'output'], JSONata: ['input', 'output'] },
  Fail: { JSONPath: ['input', 'output'], JSONata: ['input', 'output'] },
  Parallel: {
    JSONPath: [
      'input',
      'afterInputPath',
      'afterParameters',
      'result',
      'afterResultSelector',
      'afterResultPath',
      'output',
    ],
    JSONata: ['input', 'afterArguments', 'result', 'output'],
  },
  Map: {
    JSONPath: [
      'input',
      'afterInputPath',
      'afterItemsPath',
      'result',
      'afterResultSelector',
      'afterResultPath',
      'output',
    ],
    JSONata: ['input', 'afterItemsPath', 'result', 'output'],
  },
} as const satisfies Record<string, Record<QueryLanguage, readonly Stage[]>>;
