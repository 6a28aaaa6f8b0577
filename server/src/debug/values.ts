import { isArray, isObject, type Json, type JsonObject, typeOf, withMember } from '../base/json.ts';

const PREVIEW_LENGTH = 160;

/** One member of a value, or one item. */
export interface Member {
  readonly name: string;
  readonly value: Json;
}

/** How many members a value has; nothing to expand is 0. */
export function sizeOf(value: Json): number {
  if (isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

/** Some of the members of a value: `count` of them from `start` on; all without a count. */
export function membersOf(value: Json, start = 0, count = 0): readonly Member[] {
  const end = count > 0 ? start + count : undefined;
  if (isArray(value)) return value.slice(start, end).map((item, i) => ({ name: String(start + i), value: item }));
  if (!isObject(value)) return [];
  return Object.keys(value)
    .slice(start, end)
    .map((name) => ({ name, value: value[name] ?? null }));
}

/** A value on one line, cut where it gets long. Only as much of it is written as is shown. */
export function preview(value: Json, length = PREVIEW_LENGTH): string {
  let text = '';
  write(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;

  function write(part: Json): void {
    if (text.length > length) return;
    if (typeof part === 'string') {
      text += JSON.stringify(part.length > length ? part.slice(0, length + 1) : part);
    } else if (isArray(part)) {
      writeMembers('[', ']', part.length, (i) => write(part[i] ?? null));
    } else if (isObject(part)) {
      const keys = Object.keys(part);
      writeMembers('{', '}', keys.length, (i) => {
        const key = keys[i] ?? '';
        text += `${JSON.stringify(key)}:`;
        write(part[key] ?? null);
      });
    } else {
      text += JSON.stringify(part);
    }
  }

  function writeMembers(open: string, close: string, size: number, member: (index: number) => void): void {
    text += open;
    for (let i = 0; i < size && text.length <= length; i++) {
      if (i > 0) text += ',';
      member(i);
    }
    text += close;
  }
}

export function typeName(value: Json): string {
  return typeOf(value);
}

/** A copy of `value` with what stands at `path` replaced. Throws a `RangeError` for a path that leads nowhere. */
export function withValueAt(value: Json, path: readonly string[], replacement: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return replacement;
  if (isArray(value)) {
    const index = Number(name);
    const item = value[index];
    if (item === undefined) throw new RangeError(`There is no item ${name}`);
    return value.with(index, withValueAt(item, rest, replacement));
  }
  if (!isObject(value) || !Object.hasOwn(value, name)) throw new RangeError(`There is no field "${name}"`);
  return withMember(value, name, withValueAt(memberOf(value, name), rest, replacement));
}

function memberOf(object: JsonObject, name: string): Json {
  return object[name] ?? null;
}
