const SUFFIX = '.scenarios.json';
const DEFINITION = /\.asl(?:\.jsonc?|\.ya?ml)?$/i;

/** Whether a path or URI is that of a scenario file. */
export function isScenarioFile(path: string): boolean {
  return path.toLowerCase().endsWith(SUFFIX);
}

/** `order.scenarios.json` beside `order.asl.json`; paths and URIs alike. */
export function scenarioFileOf(machine: string): string {
  return stemOf(machine) + SUFFIX;
}

/** The state machines that a scenario file may stand beside, the likeliest first. */
export function machinesBeside(scenarios: string): readonly string[] {
  const stem = scenarios.slice(0, -SUFFIX.length);
  return ['.asl.json', '.asl.yaml', '.asl', '.asl.yml', '.asl.jsonc'].map((ending) => stem + ending);
}

/** What a definition is called after its file: `order` for `flows/order.asl.json`. */
export function machineNameOf(machine: string): string {
  return stemOf(machine.replace(/^.*[\\/]/, ''));
}

function stemOf(machine: string): string {
  return machine.replace(DEFINITION, '').replace(/\.(?:jsonc?|ya?ml)$/i, '');
}
