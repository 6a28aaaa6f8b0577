import type { Json } from '../base/json.ts';
import { effectiveInput, inputAfterPath, latest } from '../interpreter/moment.ts';
import type { State } from '../interpreter/program.ts';
import type { StageData } from '../interpreter/run.ts';

/** What `$` is in a field of a state, as far as the state has come; undefined where it has not got to that. */
export function dataForField(field: string, state: State, data: StageData): Json | undefined {
  switch (field) {
    case 'InputPath':
    case 'ResultPath':
    case 'ErrorPath':
    case 'CausePath':
      return data.input;
    case 'Parameters':
    case 'ItemsPath':
    case 'ItemReader':
    case 'ItemSelector':
    case 'ItemBatcher':
    case 'ResultWriter':
      return inputAfterPath(data);
    case 'ResultSelector':
      return data.result;
    case 'Assign':
      return data.result ?? (WORKS.has(state.type) ? undefined : effectiveInput(data));
    case 'OutputPath': {
      const { output: _, ...before } = data;
      return latest(state, before);
    }
    default:
      return effectiveInput(data);
  }
}

const WORKS: ReadonlySet<State['type']> = new Set(['Task', 'Parallel', 'Map']);
