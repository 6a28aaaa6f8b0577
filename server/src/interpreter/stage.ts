import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { putAt } from '../evaluate/reference.ts';
import { STAGES, STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';
import {
  effectiveInput,
  inputAfterPath,
  jsonataValue,
  latest,
  type Moment,
  pathValue,
  templateValue,
} from './moment.ts';
import type { State } from './program.ts';
import type { Exit, Frame } from './run.ts';
import type { Choice } from './work.ts';

/** The stages at which the executor of a type does its work. */
export const WORK_STAGE: { readonly [T in StateType]: Stage } = {
  Pass: 'result',
  Task: 'result',
  Parallel: 'result',
  Map: 'result',
  Choice: 'output',
  Wait: 'output',
  Succeed: 'output',
  Fail: 'output',
};

/** The stage that a state reaches next; undefined when it has reached its output. */
export function stageAfter(state: State, frame: Frame): Stage | undefined {
  const stages: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  const start = frame.stage === undefined ? 0 : stages.indexOf(frame.stage) + 1;
  for (let i = start; i < stages.length; i++) {
    const stage = stages[i] as Stage;
    if (doesSomething(state, stage)) return stage;
  }
  return undefined;
}

function doesSomething({ type, fields, queryLanguage }: State, stage: Stage): boolean {
  switch (stage) {
    case 'input':
    case 'output':
      return true;
    case 'result':
      return type !== 'Pass' || fields.Result !== undefined;
    case 'afterItemsPath':
      // Next to an ItemReader the service does not look at ItemsPath.
      return (
        fields.ItemReader === undefined && fields[queryLanguage === 'JSONata' ? 'Items' : 'ItemsPath'] !== undefined
      );
    default: {
      const spec = STAGES[stage];
      const field = 'field' in spec ? fields[spec.field] : undefined;
      return field !== undefined && field !== '$';
    }
  }
}

/** The data at a stage that only transforms data. */
export async function stageValue(moment: Moment, stage: Stage): Promise<Json> {
  const { state, frame } = moment;
  const { fields } = state;
  const { data } = frame;
  switch (stage) {
    case 'afterInputPath':
      return pathOrNothing(moment, fields.InputPath ?? null, data.input);
    case 'afterParameters':
      return templateValue(moment, fields.Parameters ?? null, inputAfterPath(data));
    case 'afterArguments':
      return jsonataValue(moment, fields.Arguments ?? null, 'Arguments');
    case 'afterItemsPath':
      return state.queryLanguage === 'JSONata'
        ? jsonataValue(moment, fields.Items ?? null, 'Items')
        : pathValue(moment, String(fields.ItemsPath), inputAfterPath(data));
    case 'afterResultSelector':
      return templateValue(moment, fields.ResultSelector ?? null, latest(state, data));
    case 'afterResultPath':
      return placed(fields.ResultPath ?? null, data.input, latest(state, data));
    default:
      return latest(state, data);
  }
}

/** Where ResultPath puts a result; null drops it. */
export function placed(path: Json, input: Json, result: Json): Json {
  return typeof path === 'string' ? putAt(path, input, result) : input;
}

function pathOrNothing(moment: Moment, path: Json, data: Json): Json {
  return typeof path === 'string' ? pathValue(moment, path, data) : {};
}

/** The output of a state that did its work, the variables it sets, and where it goes. */
export async function computeOutput(moment: Moment, choice: Choice | undefined): Promise<{ output: Json; exit: Exit }> {
  const { state, frame } = moment;
  const { fields } = state;
  const rules = fields.Choices;
  const rule = choice?.rule;
  const ruleFields = rule !== undefined && Array.isArray(rules) ? (rules[rule] as JsonObject) : undefined;
  const holder = ruleFields ?? fields;
  const at = rule === undefined ? '' : `Choices[${rule}]/`;
  const next = choice ? choice.next : typeof fields.Next === 'string' && fields.End !== true ? fields.Next : undefined;
  const rest = { next, ...(rule !== undefined && { rule }) };
  const assign = isObject(holder.Assign) ? holder.Assign : undefined;
  if (state.queryLanguage === 'JSONata') {
    const extra = frame.data.result === undefined ? undefined : { result: frame.data.result };
    const plain = frame.data.result === undefined ? frame.data.input : frame.data.result;
    const output =
      holder.Output === undefined ? plain : await jsonataValue(moment, holder.Output, `${at}Output`, extra);
    const assigned = assign && asObject(await jsonataValue(moment, assign, `${at}Assign`, extra));
    return { output, exit: { ...rest, assigned } };
  }
  const before = latest(state, frame.data);
  const path = fields.OutputPath;
  const output = path === undefined || path === '$' ? before : pathOrNothing(moment, path, before);
  const result = frame.data.result === undefined ? effectiveInput(frame.data) : frame.data.result;
  const assigned = assign && asObject(templateValue(moment, assign, result));
  return { output, exit: { ...rest, assigned } };
}

/** The output of a state whose error a catcher takes. */
export async function computeCaught(
  moment: Moment,
  catcherIndex: number,
  catcher: JsonObject,
  errorOutput: Json,
): Promise<{ output: Json; exit: Exit }> {
  const next = String(catcher.Next);
  const assign = isObject(catcher.Assign) ? catcher.Assign : undefined;
  if (moment.state.queryLanguage === 'JSONata') {
    const at = `Catch[${catcherIndex}]`;
    const extra = { errorOutput };
    const output =
      catcher.Output === undefined ? errorOutput : await jsonataValue(moment, catcher.Output, `${at}/Output`, extra);
    const assigned = assign && asObject(await jsonataValue(moment, assign, `${at}/Assign`, extra));
    return { output, exit: { next, assigned } };
  }
  const path = catcher.ResultPath === undefined ? '$' : catcher.ResultPath;
  const output = placed(path, moment.frame.data.input, errorOutput);
  const assigned = assign && asObject(templateValue(moment, assign, errorOutput));
  return { output, exit: { next, assigned } };
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {};
}
