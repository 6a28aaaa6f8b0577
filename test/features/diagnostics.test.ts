import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type DiagnosticsOptions, diagnostics } from '../../server/src/features/diagnostics.ts';
import { analyse } from '../../server/src/model/document.ts';
import { state, task } from '../support/problems.ts';

function shown(source: string, options: Partial<DiagnosticsOptions> = {}, languageId = 'asl', name = 'a.asl.json') {
  const document = analyse(TextDocument.create(`file:///work/${name}`, languageId, 1, source));
  return diagnostics(document, { validation: true, ...options });
}

const severities = (source: string, options?: Partial<DiagnosticsOptions>) =>
  shown(source, options).map(({ code, severity }) => `${code} ${severity}`);

const unused = state('"Type": "Pass", "Assign": { "a": 1 }');

test.each([
  ['the table says how serious a problem is', {}, ['unused-variable 4']],
  ['without advice there are no hints', { advice: false }, []],
  ['a code can be raised', { severity: { 'unused-variable': 'error' } }, ['unused-variable 1']],
  [
    'a code that was raised is no advice',
    { advice: false, severity: { 'unused-variable': 'warning' } },
    ['unused-variable 2'],
  ],
  ['a code can be switched off', { severity: { 'unused-variable': 'off' } }, []],
] as const)('%s', (_what, options, expected) => {
  expect(severities(unused, options)).toEqual(expected);
});

test('the workflow type of the settings counts, else that of the document', () => {
  const activity = task('"Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 9');
  const express = activity.replace('{', '{ "Comment": "asl: express",');
  expect(severities(activity)).toEqual([]);
  expect(severities(activity, { type: 'EXPRESS' })).toEqual(['express-restriction 1']);
  expect(severities(express)).toEqual(['express-restriction 1']);
  expect(severities(express, { type: 'STANDARD' })).toEqual([]);
});

test('a problem leads to its page, and says how it looks, what it is about, and what was meant', () => {
  const deprecated = state('"Type": "Map", "Iterator": { "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }');
  const found = shown(deprecated, { rules: 'file:///docs/rules.md' });
  expect(found).toMatchObject([
    {
      code: 'deprecated',
      codeDescription: { href: 'file:///docs/rules.md#deprecated' },
      tags: [2],
      data: { suggestion: 'ItemProcessor' },
    },
    {
      code: 'duplicate-state',
      relatedInformation: [{ message: 'The other state named "A"', location: { uri: 'file:///work/a.asl.json' } }],
    },
  ]);
  expect(shown(unused)[0]?.tags).toEqual([1]);
});

test.each([
  ['asl', 'a.asl.json', ['comment']],
  ['jsonc', 'a.json', []],
  ['asl', 'a.asl.jsonc', []],
])('comments in %s, %s', (languageId, name, expected) => {
  const source = `// asl-disable-next-line unused-variable\n${unused}`;
  expect(shown(source, {}, languageId, name).map(({ code }) => code)).toEqual(expected);
});
