import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyseScenarios, machinesBeside, type ScenarioDocument, scenarioFileOf } from '../features/scenarioFile.ts';
import { type AslDocument, analyse } from '../model/document.ts';
import { TEMPLATE_NAMES, workflowTypeIn } from '../model/template.ts';

/** How many folders upwards a template is looked for. */
const MAX_FOLDERS = 4;

/** The documents: open editors win over the disk, and each version is analysed once. */
export class Workspace {
  /** The client tells when files change on disk; until then they are read each time. */
  isWatched = false;
  readonly open = new TextDocuments({ create: TextDocument.create, update });
  readonly #readFile: (uri: string) => Promise<string | undefined>;
  readonly #files = new Map<string, Promise<TextDocument | undefined>>();
  readonly #machines = new WeakMap<TextDocument, AslDocument>();
  readonly #scenarios = new WeakMap<TextDocument, ScenarioDocument>();
  readonly #types = new WeakMap<TextDocument, Map<string, 'STANDARD' | 'EXPRESS' | undefined>>();

  constructor(connection: Connection, readFile: (uri: string) => Promise<string | undefined>) {
    this.#readFile = readFile;
    this.open.onDidClose(({ document }) => this.forget(document.uri));
    this.open.listen(connection);
  }

  /** A state machine in an editor. */
  openMachine(uri: string): AslDocument | undefined {
    const text = this.open.get(uri);
    return text && remembered(this.#machines, text, analyse);
  }

  openScenarios(uri: string): ScenarioDocument | undefined {
    const text = this.open.get(uri);
    return text && remembered(this.#scenarios, text, analyseScenarios);
  }

  /** A state machine in an editor or on disk. */
  async machine(uri: string): Promise<AslDocument | undefined> {
    const text = await this.#read(uri);
    return text && remembered(this.#machines, text, analyse);
  }

  /** The scenario file beside a state machine. */
  async scenariosBeside(machineUri: string): Promise<ScenarioDocument | undefined> {
    const text = await this.#read(scenarioFileOf(machineUri));
    return text && remembered(this.#scenarios, text, analyseScenarios);
  }

  /** The state machine beside a scenario file. */
  async machineBeside(scenarioUri: string): Promise<AslDocument | undefined> {
    for (const uri of machinesBeside(scenarioUri)) {
      const machine = await this.machine(uri);
      if (machine) return machine;
    }
    return undefined;
  }

  /** The workflow type that a template in the folder of the machine, or in one of those around it, gives to it. */
  async deployedAs(machineUri: string): Promise<'STANDARD' | 'EXPRESS' | undefined> {
    const path = machineUri.split('/');
    const last = Math.max(path.length - MAX_FOLDERS, 3);
    for (let depth = path.length - 1; depth >= last; depth--) {
      const folder = path.slice(0, depth).join('/');
      const file = decodeURIComponent(path.slice(depth).join('/'));
      for (const name of TEMPLATE_NAMES) {
        const template = await this.#read(`${folder}/${name}`);
        const type = template && this.#typeIn(template, file);
        if (type) return type;
      }
    }
    return undefined;
  }

  /** The file on disk has changed, or counts again because its editor was closed. */
  forget(uri: string): void {
    this.#files.delete(uri);
  }

  #typeIn(template: TextDocument, file: string): 'STANDARD' | 'EXPRESS' | undefined {
    const types = remembered(this.#types, template, () => new Map<string, 'STANDARD' | 'EXPRESS' | undefined>());
    if (!types.has(file)) types.set(file, workflowTypeIn(template.getText(), file));
    return types.get(file);
  }

  #read(uri: string): Promise<TextDocument | undefined> {
    const open = this.open.get(uri);
    if (open) return Promise.resolve(open);
    const known = this.#files.get(uri);
    if (known) return known;
    const file = this.#readFile(uri).then((source) =>
      source === undefined ? undefined : TextDocument.create(uri, '', 0, source),
    );
    if (this.isWatched) this.#files.set(uri, file);
    return file;
  }
}

function remembered<T>(known: WeakMap<TextDocument, T>, text: TextDocument, make: (text: TextDocument) => T): T {
  const found = known.get(text);
  if (found !== undefined) return found;
  const made = make(text);
  known.set(text, made);
  return made;
}

/** A new document each time: what has been analysed does not change any more. */
function update(
  document: TextDocument,
  changes: Parameters<typeof TextDocument.update>[1],
  version: number,
): TextDocument {
  const copy = TextDocument.create(document.uri, document.languageId, document.version, document.getText());
  return TextDocument.update(copy, changes, version);
}
