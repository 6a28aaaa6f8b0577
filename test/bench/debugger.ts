import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runDefinition } from '../../server/src/interpreter/drive.ts';
import { debugging, MACHINE, type TestClient } from '../debug/testClient.ts';

const STATES = 1000;
const ITEMS = 10_000;
const HISTORY = '/project/history.json';

const CHAIN = {
  StartAt: 'P0',
  States: Object.fromEntries(
    Array.from({ length: STATES }, (_, i) => [
      `P${i}`,
      {
        Type: 'Pass',
        Parameters: { 'id.$': '$.id', step: i },
        ...(i < STATES - 1 ? { Next: `P${i + 1}` } : { End: true }),
      },
    ]),
  ),
};

const MAP = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Add',
        States: { Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($, 1)' }, End: true } },
      },
      End: true,
    },
  },
};

/** What a client waits for: from one stop to the next on many states, a Map over many items, a long history. */
export async function reportDebugger(): Promise<void> {
  report(`step over, ${STATES} states`, await stops((debug) => debug.next()));
  report(`continue, a breakpoint on each`, await stops((debug) => debug.continue(), true));
  report('step back', await backwards());
  await reportMap();
  await reportReplay();
}

/** Milliseconds from one stop to the next, with what a client asks for at each. */
async function stops(go: (debug: TestClient) => Promise<string>, withBreakpoints = false): Promise<number[]> {
  const debug = await launched(withBreakpoints);
  const times: number[] = [];
  for (let i = 0; i < 300; i++) times.push(await timed(debug, () => go(debug)));
  await debug.disconnectRequest();
  return times;
}

async function backwards(): Promise<number[]> {
  const debug = await launched(false);
  for (let i = 0; i < 300; i++) await debug.next();
  const times: number[] = [];
  for (let i = 0; i < 200; i++) times.push(await timed(debug, () => debug.stepBack()));
  await debug.disconnectRequest();
  return times;
}

async function timed(debug: TestClient, go: () => Promise<string>): Promise<number> {
  const began = performance.now();
  await go();
  await debug.scopes();
  return performance.now() - began;
}

async function launched(withBreakpoints: boolean): Promise<TestClient> {
  const debug = debugging(CHAIN);
  await debug.prepare({ input: { id: 1 }, stopOnEntry: true });
  if (withBreakpoints) {
    const lines = (debug.files[MACHINE] ?? '').split('\n').flatMap((line, i) => (/^ {4}"P/.test(line) ? [i + 1] : []));
    await debug.setBreakpointsRequest({ source: { path: MACHINE }, breakpoints: lines.map((line) => ({ line })) });
  }
  await debug.run();
  return debug;
}

async function reportMap(): Promise<void> {
  const debug = debugging(MAP);
  let messages = 0;
  for (const event of ['output', 'asl.state', 'asl.steps']) debug.on(event, () => messages++);
  await debug.prepare({ input: Array.from({ length: ITEMS }, (_, i) => i) });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  await debug.run();
  const took = performance.now() - began;
  delay.disable();
  const longest = (delay.max / 1e6).toFixed(0);
  console.log(`Map of ${ITEMS}: ${took.toFixed(0)} ms, ${messages} messages, never busy for more than ${longest} ms`);
}

async function reportReplay(): Promise<void> {
  const { events } = await runDefinition(CHAIN, { id: 1 }, { seed: 1 });
  const debug = debugging(CHAIN);
  debug.files[HISTORY] = JSON.stringify({ events });
  const began = performance.now();
  await debug.prepare({ history: HISTORY });
  console.log(`replay of ${events.length} events: ready after ${(performance.now() - began).toFixed(0)} ms`);
  await debug.disconnectRequest();
}

function report(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  console.log(`${what}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`);
}
