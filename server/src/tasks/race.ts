/** What `work` comes to, or which came first: the end of the time, or the signal. */
export async function race<T>(
  work: Promise<T>,
  seconds: number | undefined,
  signal: AbortSignal,
): Promise<T | 'late' | 'aborted'> {
  let stop = () => {};
  const other = new Promise<'late' | 'aborted'>((resolve) => {
    const aborted = () => resolve('aborted');
    // Timers reach no further than 2^31 milliseconds.
    const limited = seconds !== undefined && seconds * 1000 < 2 ** 31;
    const timer = limited ? setTimeout(() => resolve('late'), seconds * 1000) : undefined;
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
  });
  try {
    return await Promise.race([work, other]);
  } finally {
    stop();
  }
}
