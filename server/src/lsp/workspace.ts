import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type AslDocument, analyse } from '../model/document.ts';

/** The documents: open editors win over the disk, and each version is analysed once. */
export class Workspace {
  readonly open = new TextDocuments({ create: TextDocument.create, update });
  readonly #readFile: (uri: string) => Promise<string | undefined>;
  readonly #analysed = new Map<string, AslDocument>();
  readonly #files = new Map<string, Promise<TextDocument | undefined>>();

  constructor(connection: Connection, readFile: (uri: string) => Promise<string | undefined>) {
    this.#readFile = readFile;
    this.open.onDidOpen(({ document }) => this.forget(document.uri));
    this.open.onDidClose(({ document }) => this.forget(document.uri));
    this.open.listen(connection);
  }

  /** An open document. */
  machine(uri: string): AslDocument | undefined {
    const text = this.open.get(uri);
    return text && this.#analyse(text);
  }

  /** A document that may be open or not. */
  async read(uri: string): Promise<TextDocument | undefined> {
    const open = this.open.get(uri);
    if (open) return open;
    let file = this.#files.get(uri);
    if (!file) {
      file = this.#readFile(uri).then((source) =>
        source === undefined ? undefined : TextDocument.create(uri, '', 0, source),
      );
      this.#files.set(uri, file);
    }
    return file;
  }

  async readMachine(uri: string): Promise<AslDocument | undefined> {
    const text = await this.read(uri);
    return text && this.#analyse(text);
  }

  /** The file on disk has changed, or is no longer shown. */
  forget(uri: string): void {
    this.#files.delete(uri);
    this.#analysed.delete(uri);
  }

  #analyse(text: TextDocument): AslDocument {
    const known = this.#analysed.get(text.uri);
    if (known?.text === text) return known;
    const document = analyse(text);
    this.#analysed.set(text.uri, document);
    return document;
  }
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
