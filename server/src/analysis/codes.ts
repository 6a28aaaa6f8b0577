export type Severity = 'error' | 'warning' | 'information' | 'hint';

interface CodeSpec {
  readonly severity: Severity;
  /** What the code stands for, in one sentence. */
  readonly doc: string;
  /** How an editor shows it: faded, or struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

const error = (doc: string): CodeSpec => ({ severity: 'error', doc });
const warning = (doc: string): CodeSpec => ({ severity: 'warning', doc });
const hint = (doc: string): CodeSpec => ({ severity: 'hint', doc });

/** Every kind of problem. Errors are what AWS refuses or what must fail at run time; warnings what surely is not meant. */
export const CODES = {
  'json-syntax': error('The text is not valid JSON.'),
  'yaml-syntax': error('The text is not valid YAML.'),
  comment: error('JSON has no comments; AWS refuses them.'),
  'duplicate-key': warning('A field is given twice in one object; only the last one counts.'),
  'not-an-object': error('A definition is one JSON object.'),
  'missing-field': error('A required field is missing.'),
  'unknown-field': error('This kind of object does not have such a field.'),
  'wrong-query-language': error('The field belongs to the other query language.'),
  'query-language': error('A JSONata state machine has JSONata states only.'),
  'unknown-type': error('The `Type` is none of the eight state types.'),
  'wrong-value': error('The value of a field has the wrong type, or is not one of those allowed.'),
  'out-of-range': error('A number is too small or too large.'),
  'too-many-fields': error('Two fields that exclude each other.'),
  'missing-alternative': error('One of several fields is required.'),
  'distributed-only': error('The field is for distributed Maps only.'),
  'distributed-mode': warning('The field is for distributed Maps, and the Map does not say that it is one.'),
  'items-source': warning('A Map takes its items from one place.'),
  'unknown-state': error('A transition leads to a state that does not exist in this machine.'),
  'unreachable-state': { ...error('No transition leads to the state.'), tag: 'unnecessary' },
  'no-terminal-state': error('A machine needs a state that ends it.'),
  'duplicate-state': error('State names are unique across the whole definition.'),
  'state-name': error('A state name has 1 to 80 characters.'),
  'invalid-path': error('The text is not a JSONPath that AWS accepts.'),
  'filter-literal': warning('A filter compares with a text that is not in single quotes.'),
  'not-a-reference-path': error('A reference path leads to at most one place: names and indices only.'),
  'invalid-template': error('The value of a key that ends in `.$` is a path or an intrinsic function.'),
  'template-conflict': error('Two keys of a payload template make the same name.'),
  'unknown-intrinsic': error('There is no intrinsic function of that name.'),
  'intrinsic-arguments': error('The intrinsic function takes other arguments.'),
  'intrinsic-failure': error('The call fails whatever the data.'),
  'invalid-intrinsic': error('The call of an intrinsic function is not well formed.'),
  'jsonata-syntax': error('The JSONata expression cannot be parsed.'),
  'jsonata-reference': error('The JSONata expression reads something that does not exist in this place.'),
  'states-member': warning('`$states` has no such member; it yields nothing.'),
  'jsonata-delimiter': warning('A JSONata expression begins with `{%` and ends with `%}`.'),
  'unevaluated-path': warning('The value looks like a path or an intrinsic function, but is taken literally.'),
  'static-result': warning('`Result` of a Pass state is taken literally.'),
  'invalid-timestamp': error('A timestamp is RFC 3339 with upper-case `T` and `Z`.'),
  'choice-operator': error('A Choice rule has one comparison operator, or one of `And`, `Or` and `Not`.'),
  'unknown-resource': warning('`Resource` is an ARN, but not of something that Step Functions is known to call.'),
  'invalid-resource': error('`Resource` is not the ARN of something a Task can call.'),
  'unknown-service': warning('The AWS service, or its action, is not known here: misspelt, or newer than the table.'),
  'missing-parameter': error('The integration requires this parameter.'),
  'no-parameters': warning('The integration requires parameters, and the state gives it its input only.'),
  'unknown-parameter': warning('The API is not known to take this parameter.'),
  'parameter-name': error('The parameter is spelt differently.'),
  'parameter-type': warning('The API takes another type of value, or other texts, for this parameter.'),
  'invalid-connection': error('`ConnectionArn` is the ARN of an EventBridge connection.'),
  'task-token': warning('Nothing in the parameters passes on the task token that the state waits for.'),
  'states-all': error('`States.ALL` stands alone in its list, in the last retrier or catcher.'),
  'reserved-error': warning('Error names that begin with `States.` are reserved.'),
  'timeout-order': error('`HeartbeatSeconds` is less than `TimeoutSeconds`.'),
  'retry-delay': error('`MaxDelaySeconds` is greater than `IntervalSeconds`.'),
  'reader-config': error('The options of an ItemReader do not fit together.'),
  label: error('A `Label` has 1 to 40 characters, and is unique.'),
  'variable-name': error('A variable name is an identifier of at most 80 characters, and not `states`.'),
  'variable-scope': error('A nested machine cannot assign a variable of the machine around it.'),
  'unassigned-variable': warning('The variable has no value here: nothing assigns it on the way.'),
  'maybe-unassigned': hint('The variable is assigned on some ways to this state only.'),
  'unused-variable': { ...hint('The variable is never read.'), tag: 'unnecessary' },
  'shadowed-name': hint('The variable has the name of a JSONata function.'),
  'unknown-function': warning('JSONata, as Step Functions has it, has no such function.'),
  'unknown-context-field': warning('The context object has no such field.'),
  'endless-loop': warning('From these states no transition leads to an end.'),
  'dead-rule': { ...warning('The rule can never be the first that holds.'), tag: 'unnecessary' },
  'dead-handler': { ...hint('Earlier retriers or catchers take all of these errors.'), tag: 'unnecessary' },
  'pattern-escape': warning('`StringMatches` knows the escapes `\\*` and `\\\\` only.'),
  'too-deep': error('State machines are nested too deeply.'),
  'size-limit': error('A definition has at most 1 MB.'),
  'no-default': hint('Where no rule holds, the execution fails.'),
  'no-timeout': hint('A Task without a timeout may wait for up to a year.'),
  'no-retry': hint('Lambda has errors that pass; AWS advises to retry them.'),
  'no-catch': hint('Nothing catches the errors that the catchers leave out.'),
  'whole-payload': hint('The whole state input is handed to the function.'),
  'large-map': hint('An inline Map works on at most 40 items at a time, and its history is limited.'),
  'express-restriction': error('Express state machines cannot do this.'),
  deprecated: { ...hint('The field still works, but has a successor.'), tag: 'deprecated' },
  'missing-data': warning('The active scenario fails here: a path finds nothing in the data that arrives.'),
} as const satisfies Record<string, CodeSpec>;

export type ProblemCode = keyof typeof CODES;
