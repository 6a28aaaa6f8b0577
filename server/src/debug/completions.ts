import type { DebugProtocol } from '@vscode/debugprotocol';
import { isArray, isObject, type Json } from '../base/json.ts';
import { latest } from '../interpreter/moment.ts';
import type { Run } from '../interpreter/run.ts';
import { contextOf, findThread, stateOf } from '../interpreter/threads.ts';
import { INTRINSICS } from '../spec/intrinsics.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { evaluateIn, statesOf } from './evaluate.ts';
import { typeName } from './values.ts';

/** A name after a dot, or a root, as far as it has been typed. */
const MEMBER = /((?:\$\$?[\p{L}\w]*)(?:\.[\p{L}_][\p{L}\w]*|\.`[^`]*`|\[\d+\]|\['[^']*'\])*)\.([\p{L}\w]*)$/u;
const ROOT = /(\$\$?[\p{L}\w]*|States(?:\.\w*)?|[A-Za-z]*)$/u;

/** What can follow an expression of the Debug Console as far as it has been typed, on the data of a thread. */
export async function completionsIn(
  run: Run,
  threadId: number | undefined,
  typed: string,
): Promise<DebugProtocol.CompletionItem[]> {
  const thread = threadId === undefined ? undefined : findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  const isJsonata = state?.queryLanguage === 'JSONata' || /\{%/.test(typed);
  const member = MEMBER.exec(typed);
  if (member) {
    const [, parent = '', partial = ''] = member;
    const value = await parentValue(run, threadId, parent, isJsonata);
    return members(value, isJsonata).map((item) => placed(item, partial, typed));
  }
  const root = ROOT.exec(typed)?.[1] ?? '';
  const variables = Object.keys(thread?.variables ?? {}).map((name) => item(`$${name}`, 'variable'));
  const roots = isJsonata
    ? [item('$states', 'variable'), ...variables, ...jsonataFunctions()]
    : [item('$', 'value'), item('$$', 'value'), ...variables, ...intrinsics()];
  return roots.filter(({ label }) => label.startsWith(root)).map((it) => placed(it, root, typed));

  function members(value: Json | undefined, quoted: boolean): DebugProtocol.CompletionItem[] {
    const first = isArray(value) && quoted ? value[0] : value;
    if (!isObject(first)) return [];
    return Object.keys(first)
      .filter((name) => quoted || PLAIN.test(name))
      .map((name) => ({
        ...item(PLAIN.test(name) ? name : `\`${name}\``, 'property'),
        detail: typeName(first[name] ?? null),
      }));
  }

  async function parentValue(from: Run, id: number | undefined, text: string, jsonata: boolean) {
    if (thread && state && !jsonata && text === '$') return latest(state, thread.frame.data);
    if (thread && !jsonata && text === '$$') return contextOf(from, thread.id);
    if (thread && jsonata && text === '$states') return statesOf(from, thread);
    const evaluated = await evaluateIn(from, id, jsonata ? `{% ${text} %}` : text);
    return evaluated.ok ? evaluated.value : undefined;
  }
}

const PLAIN = /^[\p{L}_][\p{L}\w]*$/u;

function item(label: string, type: DebugProtocol.CompletionItemType): DebugProtocol.CompletionItem {
  return { label, type };
}

/** It takes the place of what has been typed of it. */
function placed(suggested: DebugProtocol.CompletionItem, partial: string, typed: string): DebugProtocol.CompletionItem {
  return { ...suggested, start: typed.length - partial.length, length: partial.length };
}

function intrinsics(): DebugProtocol.CompletionItem[] {
  return Object.keys(INTRINSICS).map((name) => call(name));
}

function jsonataFunctions(): DebugProtocol.CompletionItem[] {
  return Object.keys(JSONATA_FUNCTIONS).map((name) => call(name.startsWith('$') ? name : `$${name}`));
}

/** With the cursor between the parentheses. */
function call(name: string): DebugProtocol.CompletionItem {
  return { ...item(name, 'function'), text: `${name}()`, selectionStart: name.length + 1, selectionLength: 0 };
}
