import { isArray, isObject, type Json } from '../../base/json.ts';
import { isIntrinsic } from '../../syntax/intrinsic.ts';
import { constant, type Value } from './expression.ts';
import { convertCallText } from './intrinsics.ts';
import { type ConversionScope, convertPathText } from './paths.ts';

/** What a payload template makes. */
export function convertTemplate(template: Json, scope: ConversionScope): Value {
  if (isArray(template)) return { kind: 'array', items: template.map((item) => convertTemplate(item, scope)) };
  if (!isObject(template)) return constant(template);
  const members = Object.entries(template).map(([key, value]): [string, Value] => {
    if (!key.endsWith('.$')) return [key, convertTemplate(value, scope)];
    return [key.slice(0, -2), convertField(value, scope)];
  });
  return { kind: 'object', members: new Map(members) };
}

/** What a field that holds a path or an intrinsic call yields. What is neither stays as it is. */
export function convertField(text: Json, scope: ConversionScope): Value {
  if (typeof text !== 'string') {
    scope.note(`${JSON.stringify(text)} is neither a path nor a call`);
    return constant(text);
  }
  const value = isIntrinsic(text) ? convertCallText(text, scope) : convertPathText(text, scope);
  return value ?? constant(text);
}
