import { lookup } from '../base/lookup.ts';
import { CODES, type ProblemCode } from './codes.ts';
import { PAGES, type Page } from './pages.ts';

/** `docs/rules.md`: a section for each code, in the order of the table. */
export function rulesDocument(): string {
  const codes = Object.keys(CODES) as ProblemCode[];
  return `# Problems

What ASL Workbench reports, in the editor and with \`asl validate\`. Written by \`npm run docs\` from the tables in \`server/src/analysis\`.

An **error** is what AWS refuses, or what must fail when it runs; a **warning** what surely is not meant; a **hint** is advice.
\`asl.validation.severity\` and \`asl validate --severity CODE=LEVEL\` change that, \`asl.validation.advice\` switches hints off.
One place is excused by \`// asl-disable-next-line CODE\` in JSON with comments, \`# asl-disable-next-line CODE\` in YAML, and
\`"Comment": "asl-disable CODE"\` on a state.

| Code | | |
| --- | --- | --- |
${codes.map((code) => `| [\`${code}\`](#${code}) | ${CODES[code].severity} | ${CODES[code].doc} |\n`).join('')}
${codes.map(describeCode).join('\n')}`;
}

/** The page of one code, in Markdown. */
export function describeCode(code: ProblemCode): string {
  const { doc, severity } = CODES[code];
  const page = lookup<Page>(PAGES, code);
  const parts = [
    `## ${code}`,
    `*${severity[0]?.toUpperCase()}${severity.slice(1)}.* ${doc}${page?.why === undefined ? '' : ` ${page.why}`}`,
    ...(page ? [`**What to do:** ${page.mend}`] : []),
    ...(page?.bad === undefined ? [] : [fenced(page.bad)]),
    ...(page?.good === undefined ? [] : ['Better:', fenced(page.good)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Not all examples are whole documents, so that a strict highlighter would see mistakes in them; `jsonc` is lenient. */
function fenced(example: string): string {
  const language = /^\w+:/.test(example) ? 'yaml' : 'jsonc';
  return `\`\`\`${language}\n${example}\n\`\`\``;
}
