import { isArray, isObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import type { Reply, TaskRequest } from '../interpreter/run.ts';
import type { LocalCall } from '../scenario/answers.ts';
import { eventOf, functionName, resultOf } from './lambda.ts';

type HttpCall = LocalCall & { readonly kind: 'endpoint' | 'http' };

/** Why a URL is not called: what a scenario says stays on this machine unless it says otherwise itself. */
export function refusal({ url, allowRemote }: HttpCall): string | undefined {
  const { hostname } = new URL(url);
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  if (local || allowRemote) return undefined;
  return `${hostname} is not this machine. To call it all the same, add "allowRemote": true to the answer.`;
}

/** Calls a function through something that answers as the API of Lambda does. */
export async function invokeEndpoint(request: TaskRequest, call: HttpCall, signal: AbortSignal): Promise<Reply> {
  const name = functionName(request, 'function');
  const url = new URL(`2015-03-31/functions/${encodeURIComponent(name)}/invocations`, withSlash(call.url));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(eventOf(request)),
      headers: { 'Content-Type': 'application/json' },
      redirect: 'manual',
      signal,
    });
    text = await response.text();
  } catch (error) {
    return { kind: 'throw', error: 'Lambda.SdkClientException', cause: `${url.href}: ${reasonOf(error)}` };
  }
  const value = jsonOr(text);
  if (response.status !== 200 && response.headers.get('x-amz-function-error') === null) {
    const type = (response.headers.get('x-amzn-errortype') ?? '').split(':')[0];
    return { kind: 'throw', error: `Lambda.${type || 'ServiceException'}`, cause: text };
  }
  if (response.headers.get('x-amz-function-error') !== null || isFunctionError(value)) {
    const type = isObject(value) && typeof value.errorType === 'string' ? value.errorType : undefined;
    if (type !== undefined) return { kind: 'throw', error: type, cause: text };
    const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`;
    return { kind: 'throw', error: 'Lambda.Unknown', cause };
  }
  const id = response.headers.get('x-amzn-requestid') ?? request.id;
  return { kind: 'return', value: resultOf(request, value, id) };
}

/** Emulators forget the header that says that a function failed. */
function isFunctionError(value: Json): boolean {
  return isObject(value) && typeof value.errorType === 'string' && typeof value.errorMessage === 'string';
}

/** Does an HTTP task: the host is that of the scenario, all else is what the task says. */
export async function callHttp(request: TaskRequest, call: HttpCall, signal: AbortSignal): Promise<Reply> {
  const parameters = isObject(request.parameters) ? request.parameters : {};
  const url = urlOf(parameters, call.url);
  const headers = headersOf(parameters);
  const method = String(parameters.Method ?? 'GET').toUpperCase();
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyOf(parameters, headers);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) });
    text = await response.text();
  } catch (error) {
    return { kind: 'throw', error: 'States.Http.Socket', cause: `${method} ${url.href}: ${reasonOf(error)}` };
  }
  const value: JsonObject = {
    Headers: Object.fromEntries([...response.headers].map(([name, header]) => [name, [header]])),
    ResponseBody: isJson(response) ? jsonOr(text) : text,
    StatusCode: response.status,
    StatusText: response.statusText,
  };
  if (response.status < 400) return { kind: 'return', value };
  return { kind: 'throw', error: `States.Http.StatusCode.${response.status}`, cause: JSON.stringify(value) };
}

function isJson(response: Response): boolean {
  return /[/+]json\b/i.test(response.headers.get('content-type') ?? '');
}

/** The endpoint may have a placeholder for its host: only what follows it counts. */
function urlOf({ ApiEndpoint, QueryParameters }: JsonObject, base: string): URL {
  const path = String(ApiEndpoint ?? '').replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const root = withSlash(base);
  // Appended as text: a path such as `//elsewhere` must not become another host.
  const url = new URL(root + path.replace(/^\/+/, ''));
  if (isObject(QueryParameters)) {
    for (const [name, value] of Object.entries(QueryParameters)) {
      for (const one of isArray(value) ? value : [value]) url.searchParams.append(name, textOf(one));
    }
  }
  return url;
}

function headersOf({ Headers }: JsonObject): Headers {
  const headers = new globalThis.Headers();
  if (!isObject(Headers)) return headers;
  for (const [name, value] of Object.entries(Headers)) {
    for (const one of isArray(value) ? value : [value]) headers.append(name, textOf(one));
  }
  return headers;
}

function bodyOf({ RequestBody, Transform }: JsonObject, headers: Headers): string | undefined {
  if (RequestBody === undefined) return undefined;
  const transform = isObject(Transform) ? Transform : {};
  const isForm = transform.RequestBodyEncoding === 'URL_ENCODED' && isObject(RequestBody);
  if (!headers.has('content-type')) {
    headers.set('content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
  }
  if (!isForm) return typeof RequestBody === 'string' ? RequestBody : JSON.stringify(RequestBody);
  const options = isObject(transform.RequestEncodingOptions) ? transform.RequestEncodingOptions : {};
  return formOf(RequestBody, String(options.ArrayFormat ?? 'INDICES'));
}

function formOf(body: JsonObject, arrays: string): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    if (!isArray(value)) form.append(name, textOf(value));
    else if (arrays === 'COMMAS') form.append(name, value.map(textOf).join(','));
    else if (arrays !== 'NONE') {
      for (const [i, one] of value.entries()) form.append(name + arraySuffix(arrays, i), textOf(one));
    }
  }
  return form.toString();
}

function arraySuffix(format: string, index: number): string {
  if (format === 'INDICES') return `[${index}]`;
  return format === 'BRACKETS' ? '[]' : '';
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function jsonOr(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** What `fetch` says is in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.message !== '') return cause.message;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error ? error.message : String(error);
}
