/**
 * The programs that stand in a child process around a handler, as the runtimes of AWS Lambda do. They read one JSON text a line from their
 * standard input, and write what the handler came to, one a line, to the file descriptor 3. Everything that a handler prints stays its own.
 */

/** For Node, started with `-e HOST FILE HANDLER`. */
export const NODE_HOST = `
const { createInterface } = require('node:readline');
const { writeSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { isNativeError } = require('node:util').types;
const [file, name] = process.argv.slice(1);
const out = (reply) => { for (let text = Buffer.from(JSON.stringify(reply) + '\\n'), at = 0; at < text.length;) {
  try { at += writeSync(3, text, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; } } };
const failed = (error) => isNativeError(error) || error instanceof Error
  ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\\n') }
  : { errorType: typeof error, errorMessage: String(error), trace: [] };
const fault = (errorType, errorMessage) => ({ errorType, errorMessage, trace: [] });
let settle;
const answer = (reply) => { const done = settle; settle = undefined; done?.(reply); };
const crash = (errorType) => (error) => { const reply = { error: { ...failed(error) } };
  if (!settle) return; out(reply); process.exit(1); };
process.on('uncaughtException', crash());
process.on('unhandledRejection', crash());
process.on('beforeExit', () => answer({ value: null }));
const load = async () => {
  let module;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw fault(error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : 'Runtime.ImportModuleError', String(error));
  }
  const found = name.split('.').reduce((at, part) => at?.[part], module) ?? name.split('.').reduce((at, part) => at?.[part], module.default);
  if (typeof found !== 'function') throw fault('Runtime.HandlerNotFound', name + ' is undefined or not exported');
  return found;
};
const call = (handler, event, { deadline, ...rest }) => new Promise((resolve) => {
  settle = resolve;
  const callback = (error, value) => answer(error ? { error: failed(error) } : { value: value ?? null });
  const context = { ...rest, callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: callback, succeed: (value) => callback(null, value), fail: (error) => callback(error ?? new Error()) };
  try {
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then((value) => callback(null, value), (error) => answer({ error: failed(error) }));
  } catch (error) {
    answer({ error: failed(error) });
  }
});
// A handler that never ends must not outlive whoever called it.
const watch = "setInterval(() => { if (process.ppid !== " + process.ppid + ") " +
  "process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'); }, 500)";
new (require('node:worker_threads').Worker)(watch, { eval: true }).unref();
const loaded = load();
loaded.catch(() => {});
const lines = createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { event, context } = JSON.parse(line);
  let reply;
  try {
    const handler = await loaded;
    // While it works, only its own work keeps the process alive: that this is over is an answer too.
    process.stdin.unref();
    reply = await call(handler, event, context);
  } catch (error) {
    reply = { error };
  } finally {
    process.stdin.ref();
  }
  let text;
  try { text = JSON.stringify(reply); } catch (error) {
    reply = { error: fault('Runtime.MarshalError', 'Unable to stringify response body') };
  }
  out(reply);
});
lines.on('close', () => process.exit(0));
`;

/** For Python, started with `-c HOST FILE HANDLER`. */
export const PYTHON_HOST = `
import sys, os, json, time, signal, threading, traceback, importlib.util
file, name = sys.argv[1:3]
lines = os.fdopen(os.dup(0), 'r', encoding='utf-8')
replies = os.fdopen(3, 'w', encoding='utf-8')
sys.stdin = open(os.devnull)
sys.stdout.reconfigure(line_buffering=True)

class Context:
    def __init__(self, given):
        self.aws_request_id = given['awsRequestId']
        self.function_name = given['functionName']
        self.function_version = given['functionVersion']
        self.invoked_function_arn = given['invokedFunctionArn']
        self.memory_limit_in_mb = given['memoryLimitInMB']
        self.log_group_name = given['logGroupName']
        self.log_stream_name = given['logStreamName']
        self.identity = None
        self.client_context = None
        self._deadline = given['deadline']
    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))

def fault(kind, message, request, stack=None):
    return {'error': {'errorMessage': message, 'errorType': kind, 'requestId': request, 'stackTrace': stack or []}}

def load():
    sys.path.insert(0, os.path.dirname(file))
    stem = os.path.splitext(os.path.basename(file))[0]
    spec = importlib.util.spec_from_file_location(stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[stem] = module
    spec.loader.exec_module(module)
    return module

def watch(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(os.getpid(), signal.SIGKILL)

if os.name == 'posix':
    threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()

handler = None
for line in lines:
    given = json.loads(line)
    request = given['context']['awsRequestId']
    try:
        if handler is None:
            try:
                module = load()
            except SyntaxError as error:
                reply = fault('Runtime.UserCodeSyntaxError', "Syntax error in module: " + str(error), request)
            except BaseException as error:
                reply = fault('Runtime.ImportModuleError', "Unable to import module: " + str(error), request)
            else:
                handler = getattr(module, name, None)
                reply = fault('Runtime.HandlerNotFound', "Handler '" + name + "' missing", request)
        if handler is not None:
            try:
                value = handler(given['event'], Context(given['context']))
            except SystemExit:
                os._exit(1)
            except BaseException as error:
                frames = traceback.extract_tb(error.__traceback__)[1:]
                reply = fault(type(error).__name__, str(error), request, traceback.format_list(frames))
            else:
                try:
                    json.dumps(value)
                    reply = {'value': value}
                except BaseException as error:
                    reply = fault('Runtime.MarshalError', 'Unable to marshal response: ' + str(error), request)
    finally:
        sys.stdout.flush()
    replies.write(json.dumps(reply) + '\\n')
    replies.flush()
`;
