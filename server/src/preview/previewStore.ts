import type { Json } from '../base/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Preview, previewScenario } from './preview.ts';

interface Entry {
  definition: Json;
  scenario: Scenario;
  readonly abort: AbortController;
  readonly running: Promise<void>;
}

/** The previews of open machines: computed in the background, the last good one kept while the text is broken. */
export class PreviewStore {
  readonly #entries = new Map<string, Entry>();
  readonly #latest = new Map<string, Preview>();

  /** Begins anew with another definition or scenario; what is still running for the old ones is given up. */
  update(key: string, definition: Json, scenario: Scenario): void {
    const old = this.#entries.get(key);
    if (old?.definition === definition && old.scenario === scenario) return;
    old?.abort.abort();
    const abort = new AbortController();
    const running = this.#run(key, definition, scenario, abort.signal);
    this.#entries.set(key, { definition, scenario, abort, running });
  }

  /** What is known now, without waiting for what is running. */
  known(key: string): Preview | undefined {
    return this.#latest.get(key);
  }

  /** The newest preview, once what is running has ended. */
  async latest(key: string): Promise<Preview | undefined> {
    // A failure has been told to whoever waits for `running`; here the last good preview will do.
    await this.#entries.get(key)?.running.catch(() => undefined);
    return this.#latest.get(key);
  }

  /** There is no scenario (any more), or the document has been closed. */
  clear(key: string): void {
    this.#entries.get(key)?.abort.abort();
    this.#entries.delete(key);
    this.#latest.delete(key);
  }

  async #run(key: string, definition: Json, scenario: Scenario, signal: AbortSignal): Promise<void> {
    const preview = await previewScenario(definition, scenario, { signal });
    if (signal.aborted) return;
    if (preview) this.#latest.set(key, preview);
    else if (this.#latest.get(key)?.scenario !== scenario.name) this.#latest.delete(key);
  }
}
