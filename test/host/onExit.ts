const actions = new Set<() => void>();

/** Does something when this process ends, also by a signal. The function returned takes that back. */
export function onExit(action: () => void): () => void {
  if (actions.size === 0) {
    process.once('exit', () => {
      for (const each of actions) each();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit());
  }
  actions.add(action);
  return () => actions.delete(action);
}
