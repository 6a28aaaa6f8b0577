import { isArray, isObject, type Json } from '../base/json.ts';

/** How the service prints a value inside a text, which is how Java does: `{Id=1, Tags=[a, b]}`. */
export function javaText(value: Json): string {
  const out: string[] = [];
  // An explicit stack: data may be nested deeper than calls can be.
  const stack: (string | { readonly value: Json })[] = [{ value }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top === 'string') {
      out.push(top);
    } else if (isArray(top.value)) {
      stack.push(']');
      for (let i = top.value.length - 1; i >= 0; i--) {
        stack.push({ value: top.value[i] as Json });
        if (i > 0) stack.push(', ');
      }
      stack.push('[');
    } else if (isObject(top.value)) {
      stack.push('}');
      for (const [i, [key, member]] of [...Object.entries(top.value).entries()].reverse()) {
        stack.push({ value: member }, `${i > 0 ? ', ' : ''}${key}=`);
      }
      stack.push('{');
    } else {
      out.push(typeof top.value === 'number' ? numberText(top.value) : String(top.value));
    }
  }
  return out.join('');
}

/** Java writes what is no whole number with an exponent where it is small or large: `1.0E-4`. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (size < 1e21 && (Number.isInteger(value) || (size >= 1e-3 && size < 1e7))) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}
