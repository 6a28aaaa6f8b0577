import {
  type CancellationToken,
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type InlayHint,
  type InlayHintParams,
  InlayHintRefreshRequest,
  type LocationLink,
  LSPErrorCodes,
  RequestType,
  ResponseError,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
  type TextDocumentIdentifier,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { answerActions, FIX_ALL, fixAll, quickFixes, scenarioFixes } from '../features/codeAction.ts';
import { codeLenses } from '../features/codeLens.ts';
import { completion } from '../features/completion.ts';
import { conversionActions } from '../features/conversionActions.ts';
import { missingData } from '../features/dataDiagnostics.ts';
import { definition, definitionInScenarios, locationOf } from '../features/definition.ts';
import { type DiagnosticsOptions, diagnostics, shownProblems } from '../features/diagnostics.ts';
import { documentHighlights } from '../features/documentHighlight.ts';
import { documentLinksInScenarios } from '../features/documentLink.ts';
import { documentSymbols } from '../features/documentSymbol.ts';
import { expressionActions } from '../features/expressionActions.ts';
import { foldingRanges } from '../features/foldingRange.ts';
import { formatting } from '../features/formatting.ts';
import { hover, hoverInScenarios } from '../features/hover.ts';
import { inlayHints } from '../features/inlayHint.ts';
import { inputOf } from '../features/inputOf.ts';
import { schemaCompletion, schemaDiagnostics, schemaHover } from '../features/jsonService.ts';
import type { LayoutRequest } from '../features/layout.ts';
import { payloadEntry } from '../features/payloadEntry.ts';
import { references, referencesInScenarios } from '../features/references.ts';
import {
  prepareRename,
  prepareRenameInScenarios,
  type Refusal,
  rename,
  renameInScenarios,
} from '../features/rename.ts';
import { resultCompletion } from '../features/resultCompletion.ts';
import { isScenarioFile, type ScenarioDocument, scenarioFileOf } from '../features/scenarioFile.ts';
import { ScenarioSession } from '../features/scenarioSession.ts';
import { addAnswer, listScenarios, scenarioCompletion, scenarioDiagnostics } from '../features/scenarios.ts';
import { selectionRanges } from '../features/selectionRange.ts';
import { LEGEND, semanticTokens } from '../features/semanticTokens.ts';
import { signatureHelp } from '../features/signatureHelp.ts';
import type { AslDocument } from '../model/document.ts';
import type { PlacedGraph } from '../protocol/graph.ts';
import { DEFAULT_SETTINGS, type Requests } from '../protocol/requests.ts';
import { Graphs } from './graphs.ts';
import { SentTokens } from './sentTokens.ts';
import { member, readSettings } from './settings.ts';
import { Workspace } from './workspace.ts';

/** What the language server reaches outside of itself for. */
export interface Edges {
  /** The text of a file; undefined where there is none. */
  readFile(uri: string): Promise<string | undefined>;
  /** Places a graph; undefined where a later one with the same key has taken its place, or nobody wants it any more. */
  layout(request: LayoutRequest): Promise<PlacedGraph | undefined>;
  /** The URI of `docs/rules.md` on this machine; a client may know a better one. */
  readonly rules?: string;
  dispose?(): void;
}

const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['"', '.', '$', "'", '`', '[', ':', ' ', '(', ','] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  hoverProvider: true,
  inlayHintProvider: true,
  semanticTokensProvider: { legend: LEGEND, range: true, full: { delta: true } },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  documentLinkProvider: {},
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, FIX_ALL] },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
};

/** Waits this long after a keystroke before problems are shown and scenarios run anew. */
const DELAY = 150;

/** The files beside each other. */
const WATCHED = ['**/*.scenarios.json', '**/template.{yaml,yml,json}', '**/*.{asl,asl.json,asl.yaml,asl.yml}'];

type About = { readonly textDocument: TextDocumentIdentifier };

export function startLanguageServer(connection: Connection, edges: Edges): void {
  const workspace = new Workspace(connection, edges.readFile);
  const session = new ScenarioSession();
  const graphs = new Graphs(edges.layout, (told) => {
    void connection.sendNotification('asl/graphProgress', told);
  });
  const sentTokens = new SentTokens();
  const timers = new Map<string, NodeJS.Timeout>();
  let settings = DEFAULT_SETTINGS;
  let { rules } = edges;
  let client: InitializeParams['capabilities'] = {};
  let hasJsonSchemas = false;

  connection.onInitialize(({ initializationOptions, capabilities }) => {
    settings = readSettings(member(initializationOptions, 'settings'));
    const given = member(initializationOptions, 'rules');
    if (typeof given === 'string') rules = given;
    hasJsonSchemas = member(initializationOptions, 'hasJsonSchemas') === true;
    client = capabilities;
    return { capabilities: CAPABILITIES, serverInfo: { name: 'ASL Workbench' } };
  });
  connection.onInitialized(guarded(watchFiles));
  connection.onShutdown(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    edges.dispose?.();
  });
  connection.onDidChangeConfiguration(guarded(async ({ settings: pushed }) => changeSettings(pushed)));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) workspace.forget(uri);
    refreshAll();
  });
  workspace.open.onDidChangeContent(({ document }) => refreshSoon(document.uri, document.version === 1 ? 0 : DELAY));
  workspace.open.onDidClose(({ document: { uri } }) => close(uri));

  connection.onCompletion(
    about(
      async (document, { position }) =>
        completion(document, position, await session.knownPreview(document, await scenariosOf(document))),
      async (scenarios, { position }) => [
        ...scenarioCompletion(scenarios, await machineOf(scenarios), position),
        ...resultCompletion(scenarios, await machineOf(scenarios), position),
        ...(hasJsonSchemas ? [] : await schemaCompletion(scenarios, position)),
      ],
    ),
  );
  connection.onSignatureHelp(about((document, { position }) => signatureHelp(document, position)));
  connection.onHover(
    about(
      async (document, { position }) =>
        hover(document, position, await session.preview(document, await scenariosOf(document))),
      async (scenarios, { position }) =>
        hoverInScenarios(scenarios, await machineOf(scenarios), position) ??
        (hasJsonSchemas ? undefined : schemaHover(scenarios, position)),
    ),
  );
  connection.languages.inlayHint.on(
    aboutOr<InlayHintParams, InlayHint[]>([], async (document, { range }) =>
      settings.inlayHints.enabled
        ? inlayHints(document, range, await session.knownPreview(document, await scenariosOf(document)))
        : [],
    ),
  );
  connection.languages.semanticTokens.on(
    aboutOr<SemanticTokensParams, SemanticTokens>({ data: [] }, (document) =>
      sentTokens.full(document.text.uri, semanticTokens(document)),
    ),
  );
  connection.languages.semanticTokens.onDelta(
    aboutOr<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>(
      { data: [] },
      (document, { previousResultId }) =>
        sentTokens.since(document.text.uri, previousResultId, semanticTokens(document)),
    ),
  );
  connection.languages.semanticTokens.onRange(
    aboutOr<SemanticTokensRangeParams, SemanticTokens>({ data: [] }, (document, { range }) =>
      semanticTokens(document, range),
    ),
  );
  connection.onDefinition(
    about(
      (document, { position }) => links(definition(document, position)),
      async (scenarios, { position }) => links(definitionInScenarios(scenarios, await machineOf(scenarios), position)),
    ),
  );
  connection.onReferences(
    about(
      async (document, { position, context }) => references(document, position, context, await scenariosOf(document)),
      async (scenarios, { position, context }) =>
        referencesInScenarios(scenarios, await machineOf(scenarios), position, context),
    ),
  );
  connection.onDocumentHighlight(about((document, { position }) => documentHighlights(document, position)));
  connection.onPrepareRename(
    about(
      (document, { position }) => orRefuse(prepareRename(document, position)),
      async (scenarios, { position }) =>
        orRefuse(prepareRenameInScenarios(scenarios, await machineOf(scenarios), position)),
    ),
  );
  connection.onRenameRequest(
    about(
      async (document, { position, newName }) =>
        orRefuse(rename(document, position, newName, await scenariosOf(document))),
      async (scenarios, { position, newName }) =>
        orRefuse(renameInScenarios(scenarios, await machineOf(scenarios), position, newName)),
    ),
  );
  connection.onDocumentLinks(
    about(
      () => [],
      (scenarios) => documentLinksInScenarios(scenarios),
    ),
  );
  connection.onDocumentSymbol(about((document) => documentSymbols(document)));
  connection.onFoldingRanges(about((document) => foldingRanges(document)));
  connection.onSelectionRanges(about((document, { positions }) => selectionRanges(document, positions)));
  connection.onCodeLens(about((document) => (settings.codeLens.enabled ? codeLenses(document) : [])));
  connection.onDocumentFormatting(about((document, { options }) => formatting(document, options)));
  connection.onDocumentRangeFormatting(about((document, { options, range }) => formatting(document, options, range)));
  connection.onCodeAction(
    about(
      async (document, { range, context }) => {
        if (context.only?.some((kind) => FIX_ALL.startsWith(kind))) {
          return fixAll(document, shownProblems(document, await diagnosticsOptions(document.text.uri)));
        }
        const scenarios = await scenariosOf(document);
        const active = session.active(document.text.uri, scenarios);
        return [
          ...quickFixes(document, context.diagnostics),
          ...answerActions(document, range, scenarios, active),
          ...conversionActions(document, range),
          ...expressionActions(document, range),
        ];
      },
      (scenarios, { context }) => scenarioFixes(scenarios.text, context.diagnostics),
    ),
  );

  onRequest('asl/graph', async ({ uri, ...view }, token) => {
    const document = await workspace.machine(uri);
    return document ? graphs.graphOf(document, view, token) : { stale: false, message: 'The document is not open' };
  });
  onRequest('asl/exportGraph', async ({ uri, format, theme, ...view }) => {
    const document = await workspace.machine(uri);
    return document && graphs.exported(document, view, format, theme);
  });
  onRequest('asl/scenarios', async ({ uri }) => scenarioList(uri));
  onRequest('asl/activateScenario', async ({ uri, name }) => {
    session.choose(uri, name);
    refreshSoon(uri, 0);
    return scenarioList(uri);
  });
  onRequest('asl/inputOf', async ({ uri, state, position }) => {
    const document = await workspace.machine(uri);
    if (!document) return undefined;
    return inputOf(document, state ?? position, await session.preview(document, await scenariosOf(document)));
  });
  onRequest('asl/addPayload', async ({ uri, position, payload }) => {
    const document = await workspace.machine(uri);
    const scenarios = await workspace.scenariosBeside(uri);
    return document && payloadEntry(document, position, payload, scenarios, session.active(uri, scenarios));
  });
  onRequest('asl/addAnswer', async ({ uri, scenario, state, answer }) => {
    const scenarios = await workspace.scenariosBeside(uri);
    const name = scenario ?? session.active(uri, scenarios)?.name;
    return addAnswer(scenarioFileOf(uri), scenarios, name, state, answer);
  });

  connection.listen();

  /** A failure costs one answer, and is logged. */
  function guarded<P, R>(answer: (params: P) => R | Promise<R>): (params: P) => Promise<R | undefined> {
    return async (params) => {
      try {
        return await answer(params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return undefined;
      }
    };
  }

  /** For a request about an open document: a state machine, or a scenario file. */
  function about<P extends About, R>(
    ofMachine: (document: AslDocument, params: P) => R | Promise<R>,
    ofScenarios?: (scenarios: ScenarioDocument, params: P) => R | Promise<R>,
  ): (params: P) => Promise<R | undefined> {
    return guarded(async (params: P) => {
      const { uri } = params.textDocument;
      if (isScenarioFile(uri)) {
        const scenarios = workspace.openScenarios(uri);
        return scenarios && ofScenarios?.(scenarios, params);
      }
      const document = workspace.openMachine(uri);
      return document && ofMachine(document, params);
    });
  }

  /** As `about`, for requests whose answer cannot be left out. */
  function aboutOr<P extends About, R>(
    empty: R,
    ofMachine: (document: AslDocument, params: P) => R | Promise<R>,
  ): (params: P) => Promise<R> {
    const answer = about(ofMachine);
    return async (params) => (await answer(params)) ?? empty;
  }

  function onRequest<M extends keyof Requests>(
    method: M,
    answer: (params: Requests[M]['params'], token: CancellationToken) => Promise<Requests[M]['result']>,
  ): void {
    const type = new RequestType<Requests[M]['params'], object | null, void>(method);
    // What is no answer is null on the wire.
    connection.onRequest(type, async (params, token) => {
      const answered = await guarded((given: Requests[M]['params']) => answer(given, token))(params);
      return answered ?? null;
    });
  }

  function scenariosOf(document: AslDocument): Promise<ScenarioDocument | undefined> {
    return workspace.scenariosBeside(document.text.uri);
  }

  function machineOf(scenarios: ScenarioDocument): Promise<AslDocument | undefined> {
    return workspace.machineBeside(scenarios.text.uri);
  }

  async function scenarioList(uri: string) {
    return listScenarios(scenarioFileOf(uri), await workspace.scenariosBeside(uri), session.chosen(uri));
  }

  function links(found: readonly LocationLink[]) {
    return client.textDocument?.definition?.linkSupport ? [...found] : found.map(locationOf);
  }

  function refreshAll(): void {
    for (const uri of workspace.open.keys()) refreshSoon(uri);
  }

  function refreshSoon(uri: string, delay = DELAY): void {
    clearTimeout(timers.get(uri));
    const refresh = guarded(() => {
      timers.delete(uri);
      return isScenarioFile(uri) ? refreshScenarios(uri) : refreshMachine(uri);
    });
    timers.set(
      uri,
      setTimeout(() => void refresh(undefined), delay),
    );
  }

  async function refreshMachine(uri: string): Promise<void> {
    const document = workspace.openMachine(uri);
    if (!document) return;
    const options = await diagnosticsOptions(uri);
    const known = options.validation ? missingData(document, session.known(uri)) : [];
    await publish(uri, document.text.version, diagnostics(document, options, known));
    const preview = await session.preview(document, await scenariosOf(document));
    const found = options.validation ? missingData(document, preview) : [];
    // What a run finds is rarely anything, and then nothing is sent twice.
    if (found.length + known.length > 0) {
      await publish(uri, document.text.version, diagnostics(document, options, found));
    }
    if (settings.inlayHints.enabled) await refreshHints();
    const beside = scenarioFileOf(uri);
    if (workspace.open.get(beside)) refreshSoon(beside, 0);
  }

  async function diagnosticsOptions(uri: string): Promise<DiagnosticsOptions> {
    const { enabled, advice, severity } = settings.validation;
    const type = settings.workflowType === 'auto' ? undefined : settings.workflowType;
    const deployedAs = type ?? (await workspace.deployedAs(uri));
    return { validation: enabled, advice, severity, type, deployedAs, rules };
  }

  /** A scenario file bears on the machine beside it. */
  async function refreshScenarios(uri: string): Promise<void> {
    const scenarios = workspace.openScenarios(uri);
    if (!scenarios) return;
    const machine = await machineOf(scenarios);
    const problems = settings.validation.enabled ? scenarioDiagnostics(scenarios, machine) : [];
    const bySchema = settings.validation.enabled && !hasJsonSchemas ? await schemaDiagnostics(scenarios) : [];
    await publish(uri, scenarios.text.version, [...problems, ...bySchema]);
    if (machine && workspace.open.get(machine.text.uri)) session.refresh(machine, scenarios);
  }

  async function publish(uri: string, version: number, problems: Diagnostic[]): Promise<void> {
    // A newer version is on its way to the same place.
    if (workspace.open.get(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: problems });
  }

  function close(uri: string): void {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    session.close(uri);
    graphs.forget(uri);
    sentTokens.forget(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** What is on disk is only kept where the client tells when it changes. */
  async function watchFiles(): Promise<void> {
    if (!client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    const watchers = WATCHED.map((globPattern) => ({ globPattern }));
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    workspace.isWatched = true;
  }

  async function refreshHints(): Promise<void> {
    if (client.workspace?.inlayHint?.refreshSupport) await connection.sendRequest(InlayHintRefreshRequest.type);
  }

  async function changeSettings(pushed: unknown): Promise<void> {
    const asked = client.workspace?.configuration ? await connection.workspace.getConfiguration('asl') : undefined;
    settings = readSettings(asked ?? member(pushed, 'asl'));
    refreshAll();
    if (client.workspace?.codeLens?.refreshSupport) await connection.sendRequest(CodeLensRefreshRequest.type);
    await refreshHints();
  }
}

function orRefuse<T extends object>(answer: T | Refusal): T {
  if ('refused' in answer) throw new ResponseError(LSPErrorCodes.RequestFailed, answer.refused);
  return answer;
}
