import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import { newCommandId } from '../line/panel-line.ts';
import { w } from '../text/words.ts';

/** How an HTTP call ended, as a value: `message` is a sentence for the person who pressed. */
export type HttpAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number; readonly message: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function refusalMessage(body: unknown, status: number): string {
  if (isRecord(body) && isRecord(body['refusal']) && typeof body['refusal']['message'] === 'string') return body['refusal']['message'];
  return status === 0 ? w('http.away') : w('http.unclear', { status: String(status) });
}

export async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body: unknown): Promise<HttpAnswer<unknown>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === null ? {} : { 'content-type': 'application/json' },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    // fetch rejects only where there was no answer at all.
    return { ok: false, status: 0, message: refusalMessage(null, 0) };
  }
  // An empty or foreign body (a proxy's error page) is no answer of ours; the status says enough.
  const value: unknown = await response.json().catch(() => null);
  return response.ok ? { ok: true, value } : { ok: false, status: response.status, message: refusalMessage(value, response.status) };
}

/** For commands that do not fit a 16 kB frame: an import. Asked again with the same id while the answer is "try again". */
export async function postCommand<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandAnswer<CommandResult<N>>> {
  const id = newCommandId();
  for (let tries = 0; ; tries += 1) {
    const answer = await call('POST', '/api/commands', { id, name, input });
    // The server made it by the schema of this command.
    if (answer.ok) return answer.value as CommandAnswer<CommandResult<N>>;
    const again = (answer.status === 503 || answer.status === 0) && tries < 5;
    if (!again) return { ok: false, refusal: { code: 'try-again', message: answer.message, details: {} } };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
