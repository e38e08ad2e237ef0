/**
 * Whether it is a Dropcast that answers at `origin`: it gives the nonce back. `other`: somebody else answers; `silent`: nobody,
 * within `withinMs`.
 */
export async function whoAnswers(origin: string, withinMs: number): Promise<'dropcast' | 'other' | 'silent'> {
  const nonce = crypto.randomUUID();
  const asking = new AbortController();
  // Not AbortSignal.timeout: its timer lets the process end, and with it an answer that a broken peer leaves pending for ever (Node 20).
  const late = setTimeout(() => asking.abort(), withinMs);
  try {
    const response = await fetch(`${origin}/healthz?nonce=${nonce}`, { signal: asking.signal, redirect: 'error' });
    const answer: unknown = await response.json().catch(() => null);
    return typeof answer === 'object' && answer !== null && 'nonce' in answer && answer.nonce === nonce ? 'dropcast' : 'other';
  } catch {
    // No name, no route, no HTTP, or too late: whatever it was, nobody answered.
    return 'silent';
  } finally {
    clearTimeout(late);
  }
}
