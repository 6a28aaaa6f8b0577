import type { Json } from '../base/json.ts';
import type { AslDocument } from '../model/document.ts';
import type { Preview } from '../preview/preview.ts';
import { PreviewStore } from '../preview/previewStore.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { toJson } from '../syntax/node.ts';
import type { ScenarioDocument } from './scenarioFile.ts';
import { activeScenario } from './scenarios.ts';

/** Which scenario is active for each machine, and what it brings to its states. */
export class ScenarioSession {
  readonly #chosen = new Map<string, string>();
  readonly #previews = new PreviewStore();
  readonly #definitions = new WeakMap<AslDocument, Json>();

  choose(uri: string, name: string): void {
    this.#chosen.set(uri, name);
  }

  chosen(uri: string): string | undefined {
    return this.#chosen.get(uri);
  }

  active(uri: string, scenarios: ScenarioDocument | undefined): Scenario | undefined {
    return activeScenario(scenarios, this.#chosen.get(uri));
  }

  /** Runs the active scenario in the background. A broken text changes nothing: what was known stays. */
  refresh(document: AslDocument, scenarios: ScenarioDocument | undefined): void {
    const { uri } = document.text;
    const scenario = this.active(uri, scenarios);
    if (!scenario) this.#previews.clear(uri);
    else if (document.errors.length === 0) this.#previews.update(uri, this.#definitionOf(document), scenario);
  }

  /** What is known, for answers that cannot wait; before anything is known they wait all the same. */
  async knownPreview(document: AslDocument, scenarios: ScenarioDocument | undefined): Promise<Preview | undefined> {
    return this.#previews.known(document.text.uri) ?? this.preview(document, scenarios);
  }

  /** What is known now. */
  known(uri: string): Preview | undefined {
    return this.#previews.known(uri);
  }

  async preview(document: AslDocument, scenarios: ScenarioDocument | undefined): Promise<Preview | undefined> {
    this.refresh(document, scenarios);
    return this.#previews.latest(document.text.uri);
  }

  close(uri: string): void {
    this.#previews.clear(uri);
  }

  #definitionOf(document: AslDocument): Json {
    const known = this.#definitions.get(document);
    if (known !== undefined) return known;
    const definition = toJson(document.root, document.source);
    this.#definitions.set(document, definition);
    return definition;
  }
}
