import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startLanguageServer } from '../lsp/server.ts';
import { nodeEdges } from './edges.ts';

startLanguageServer(createConnection(ProposedFeatures.all), nodeEdges());
