import { type Awaitable, whenDone } from '../base/awaitable.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { putAt } from '../evaluate/reference.ts';
import { javaText } from '../spec/javaText.ts';
import { STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';
import {
  dataNow,
  effectiveInput,
  inputAfterPath,
  jsonataValue,
  type Moment,
  pathValue,
  type StatesExtra,
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
  const { stages } = state;
  if (frame.stage === undefined) return stages[0];
  const index = stages.indexOf(frame.stage);
  if (index >= 0) return stages[index + 1];
  // Somebody has set the data at a stage that does nothing by itself.
  const all: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  return stages.find((stage) => all.indexOf(stage) > all.indexOf(frame.stage ?? 'input'));
}

/** The data at a stage that only transforms data. */
export function stageValue(moment: Moment, stage: Stage): Awaitable<Json> {
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
        : pathValue(moment, javaText(fields.ItemsPath ?? null), inputAfterPath(data));
    case 'afterResultSelector':
      return templateValue(moment, fields.ResultSelector ?? null, dataNow(frame));
    case 'afterResultPath':
      return placed(fields.ResultPath ?? null, data.input, dataNow(frame));
    default:
      return dataNow(frame);
  }
}

/** Where ResultPath puts a result; null drops it. */
export function placed(path: Json, input: Json, result: Json): Json {
  return typeof path === 'string' ? putAt(path, input, result) : input;
}

function pathOrNothing(moment: Moment, path: Json, data: Json): Json {
  return typeof path === 'string' ? pathValue(moment, path, data) : {};
}

/** What a state hands on, and where. */
export interface Computed {
  readonly output: Json;
  readonly exit: Exit;
}

/** The output of a state that did its work, the variables it sets, and where it goes. */
export function computeOutput(moment: Moment, choice: Choice | undefined): Awaitable<Computed> {
  const { state, frame } = moment;
  const { fields } = state;
  const rules = fields.Choices;
  const rule = choice?.rule;
  const ruleFields = rule !== undefined && Array.isArray(rules) ? (rules[rule] as JsonObject) : undefined;
  const holder = ruleFields ?? fields;
  const at = rule === undefined ? '' : `Choices[${rule}]/`;
  const next = choice ? choice.next : typeof fields.Next === 'string' && fields.End !== true ? fields.Next : undefined;
  const assign = isObject(holder.Assign) ? holder.Assign : undefined;
  if (state.queryLanguage === 'JSONata') {
    const extra = frame.data.result === undefined ? undefined : { result: frame.data.result };
    const plain = frame.data.result === undefined ? frame.data.input : frame.data.result;
    return computeJsonata(moment, holder.Output, plain, assign, at, extra, next, rule);
  }
  const before = dataNow(frame);
  const path = fields.OutputPath;
  const output = path === undefined || path === '$' ? before : pathOrNothing(moment, path, before);
  const result = frame.data.result === undefined ? effectiveInput(frame.data) : frame.data.result;
  const assigned = assign && asObject(templateValue(moment, assign, result));
  return { output, exit: exitTo(next, assigned, rule) };
}

function exitTo(next: string | undefined, assigned: JsonObject | undefined, rule: number | undefined): Exit {
  return rule === undefined ? { next, assigned } : { next, assigned, rule };
}

/** The output of a state whose error a catcher takes. */
export function computeCaught(
  moment: Moment,
  catcherIndex: number,
  catcher: JsonObject,
  errorOutput: Json,
): Awaitable<Computed> {
  const next = javaText(catcher.Next ?? null);
  const assign = isObject(catcher.Assign) ? catcher.Assign : undefined;
  if (moment.state.queryLanguage === 'JSONata') {
    return computeJsonata(
      moment,
      catcher.Output,
      errorOutput,
      assign,
      `Catch[${catcherIndex}]/`,
      { errorOutput },
      next,
    );
  }
  const path = catcher.ResultPath === undefined ? '$' : catcher.ResultPath;
  const output = placed(path, moment.frame.data.input, errorOutput);
  const assigned = assign && asObject(templateValue(moment, assign, errorOutput));
  return { output, exit: { next, assigned } };
}

/** `Output`, or else what there is without it, and then `Assign`. */
function computeJsonata(
  moment: Moment,
  template: Json | undefined,
  otherwise: Json,
  assign: JsonObject | undefined,
  at: string,
  extra: StatesExtra | undefined,
  next: string | undefined,
  rule?: number,
): Awaitable<Computed> {
  const computed = template === undefined ? otherwise : jsonataValue(moment, template, `${at}Output`, extra);
  return whenDone(computed, (output): Awaitable<Computed> => {
    if (!assign) return { output, exit: exitTo(next, undefined, rule) };
    return whenDone(jsonataValue(moment, assign, `${at}Assign`, extra), (assigned) => ({
      output,
      exit: exitTo(next, asObject(assigned), rule),
    }));
  });
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {};
}
