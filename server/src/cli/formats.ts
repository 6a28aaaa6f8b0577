import { CODES, type ProblemCode } from '../analysis/codes.ts';
import { PAGES } from '../analysis/pages.ts';
import { describeCode } from '../analysis/rulesDocument.ts';
import type { Diagnostic } from '../index.ts';
import type { Checked } from './check.ts';
import type { CliIo } from './command.ts';
import { describeDiagnostic, summary } from './diagnostic.ts';
import { styleFor } from './style.ts';

/** How reports are printed: for people, for programs, for code scanning, and as annotations of a GitHub workflow. */
export const FORMATS = { text: asText, json: asJson, sarif: asSarif, github: asGitHub } as const satisfies {
  readonly [name: string]: (reports: readonly Checked[], io: CliIo, version: string) => string;
};

export type Format = keyof typeof FORMATS;

function asText(reports: readonly Checked[], io: CliIo): string {
  const style = styleFor(io);
  const all = reports.flatMap(({ file, text = '', diagnostics }) => {
    const lines = text.split(/\r\n|\r|\n/);
    return diagnostics.map((diagnostic) => `${describeDiagnostic(diagnostic, file, lines, io.columns, style)}\n\n`);
  });
  return `${all.join('')}${summary(reports)}\n`;
}

function asJson(reports: readonly Checked[]): string {
  const shown = reports.map(({ file, diagnostics }) => ({
    file,
    diagnostics: diagnostics.map(({ code, severity, message, range }) => ({ code, severity, message, range })),
  }));
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/** SARIF 2.1.0. Columns are UTF-16 and count from 1, and so do lines; an end column is the one after the last. */
function asSarif(reports: readonly Checked[], { rules }: CliIo, version: string): string {
  const used = [...new Set(reports.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'asl', version, rules: used.map((code) => sarifRule(code, rules)) } },
        columnKind: 'utf16CodeUnits',
        artifacts: reports.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: reports.flatMap(({ file, diagnostics }, index) =>
          diagnostics.map(({ code, severity, message, range: { start, end } }) => ({
            ruleId: code,
            ruleIndex: used.indexOf(code),
            level: SARIF_LEVELS[severity],
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(file), index },
                  region: {
                    startLine: start.line + 1,
                    startColumn: start.character + 1,
                    endLine: end.line + 1,
                    endColumn: end.character + 1,
                  },
                },
              },
            ],
          })),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifRule(code: ProblemCode, rules: string) {
  const { doc, severity } = CODES[code];
  return {
    id: code,
    shortDescription: { text: doc },
    helpUri: `${rules}#${code}`,
    help: { text: PAGES[code].mend, markdown: describeCode(code) },
    defaultConfiguration: { level: SARIF_LEVELS[severity] },
  };
}

const SARIF_LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies {
  readonly [severity in Diagnostic['severity']]: string;
};

/** A URI reference relative to the folder that was checked from; an absolute path becomes a `file:` URI. */
function uriOf(path: string): string {
  const slashes = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${encoded.replace('%3A', ':')}`;
  return slashes.startsWith('/') ? `file://${encoded}` : encoded;
}

/** Workflow commands: GitHub shows each as an annotation of the line. */
function asGitHub(reports: readonly Checked[]): string {
  const commands = reports.flatMap(({ file, diagnostics }) =>
    diagnostics.map(({ code, severity, message, range: { start, end } }) => {
      const properties: readonly (readonly [string, string | number])[] = [
        ['file', file],
        ['line', start.line + 1],
        ['endLine', end.line + 1],
        ['col', start.character + 1],
        // The last column, not the one after it.
        ['endColumn', Math.max(1, end.character)],
        ['title', code],
      ];
      const listed = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
      return `::${GITHUB_COMMANDS[severity]} ${listed}::${escapeData(message)}\n`;
    }),
  );
  return `${commands.join('')}${summary(reports)}\n`;
}

const GITHUB_COMMANDS = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
} as const satisfies {
  readonly [severity in Diagnostic['severity']]: string;
};

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
