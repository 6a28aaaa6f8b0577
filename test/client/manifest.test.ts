import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { CODES } from '../../server/src/analysis/codes.ts';
import { LEVELS } from '../../server/src/analysis/level.ts';
import type { LaunchAttributes } from '../../server/src/protocol/debug.ts';
import { DEBUG_COMMAND, DEFAULT_SETTINGS, RUN_COMMAND } from '../../server/src/protocol/requests.ts';

const { contributes } = manifest;
const CLIENT = new URL('../../client/src/', import.meta.url);
const sources = readdirSync(CLIENT).map((name) => readFileSync(new URL(name, CLIENT), 'utf8'));

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** `{ a: { b: 1 } }` as `asl.a.b`; an object without members is a setting itself. */
function settingsOf(settings: object, prefix = 'asl'): [name: string, value: unknown][] {
  return Object.entries(settings).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && Object.keys(value).length > 0
      ? settingsOf(value, `${prefix}.${key}`)
      : [[`${prefix}.${key}`, value]],
  );
}

test('every command of the manifest is registered, and the other way round', () => {
  const registered = sources.flatMap((source) =>
    [...source.matchAll(/registerCommand\(\s*('asl\.\w+'|[A-Z_]+)/g)].map(([, name = '']) => {
      if (name === 'RUN_COMMAND') return RUN_COMMAND;
      return name === 'DEBUG_COMMAND' ? DEBUG_COMMAND : name.slice(1, -1);
    }),
  );
  expect(sorted(registered)).toEqual(sorted(contributes.commands.map(({ command }) => command)));
});

test('menus and keys name commands that exist', () => {
  const commands = contributes.commands.map(({ command }) => command);
  const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  expect(used.filter((command) => !commands.includes(command))).toEqual([]);
});

test('the palette says for every command when it applies; some can be used at any time', () => {
  const gated = contributes.menus.commandPalette.map(({ command }) => command);
  const commands = contributes.commands.map(({ command }) => command);
  expect(sorted([...gated, 'asl.newStateMachine', 'asl.replayHistory'])).toEqual(sorted(commands));
});

test('the settings are those the server reads, with the same defaults', () => {
  const { 'asl.trace.server': trace, ...settings } = contributes.configuration.properties;
  // The language client itself reads this one.
  expect(trace.enum).toContain(trace.default);
  const defaults = Object.entries(settings).map(([name, setting]) => [name, setting.default]);
  expect(Object.fromEntries(defaults)).toEqual(Object.fromEntries(settingsOf(DEFAULT_SETTINGS)));
});

test('severities can be set for every code: `npm run docs` writes the list', () => {
  const { propertyNames, additionalProperties } = contributes.configuration.properties['asl.validation.severity'];
  expect(propertyNames.enum).toEqual(Object.keys(CODES));
  expect(additionalProperties.enum).toEqual(LEVELS);
});

test('the launch attributes are those the debug adapter knows', () => {
  // VS Code sets `noDebug` itself, and the client `trusted`.
  const known: { readonly [name in Exclude<keyof LaunchAttributes, 'noDebug' | 'trusted'>]-?: true } = {
    stateMachine: true,
    state: true,
    startAt: true,
    variables: true,
    dataDir: true,
    history: true,
    input: true,
    scenario: true,
    stopOnEntry: true,
    wallClock: true,
  };
  const [debug] = contributes.debuggers;
  expect(sorted(Object.keys(debug?.configurationAttributes.launch.properties ?? {}))).toEqual(
    sorted(Object.keys(known)),
  );
});

test('breakpoints and debugging are offered in both languages', () => {
  expect(contributes.breakpoints.map(({ language }) => language)).toEqual(['asl', 'asl-yaml']);
  expect(contributes.debuggers[0]?.languages).toEqual(['asl', 'asl-yaml']);
});

test('files the manifest names are there', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const files = [...contributes.jsonValidation.map(({ url }) => url), ...steps.map(({ media }) => media.svg)];
  const missing = files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)));
  expect(missing).toEqual([]);
});
