import { mainPart, one, setHidden, setText } from './dom.ts';
import { sayHere } from './page-words.ts';
import type { Source } from './source.ts';

/** After the hold is placed, its page's address comes with the parts of `me`; this long we wait for it. */
const ADDRESS_WITHIN_MS = 1_500;

/** What was solved may have become too easy meanwhile, or too old on a slow phone. */
const MOST_ROUNDS = 3;

/** The press over the line: answered in a moment, and repeated with the same id until it is. */
export async function claim(form: HTMLFormElement, source: Source): Promise<void> {
  const line = source.line();
  const dropId = form.closest<HTMLElement>('[data-drop]')?.dataset['drop'];
  const fields = new FormData(form);
  const sku = fields.get('sku');
  if (line === null || dropId === undefined || typeof sku !== 'string') return form.submit();
  const link = mainPart().dataset['code'] ?? '';
  const press = one(form, '[data-press]');
  press?.setAttribute('aria-busy', 'true');
  const input = { dropId, lines: [{ sku, quantity: Number(fields.get('quantity') ?? 1) }], code: link };
  let answer = await line.send('hold.place', input);
  for (let round = 0; round < MOST_ROUNDS && !answer.ok && answer.refusal.code === 'prove-first'; round += 1) {
    const proof = await prove(form, answer.refusal.details['challenge']);
    if (proof === null) break;
    answer = await line.send('hold.place', { ...input, proof });
  }
  if (answer.ok) return void location.assign((await addressOf(answer.result.holdId, source)) ?? `/d/${link}/hold`);
  const { code, message } = answer.refusal;
  // This browser is nobody on the line (no cookie came with it): the form works without.
  if (code === 'who-are-you' || code === 'not-allowed') return form.submit();
  press?.removeAttribute('aria-busy');
  refuse(form, message, code === 'limit-reached');
}

/** The work that the shop asks for, loaded when it is asked for. Null where this browser cannot do it. */
async function prove(form: HTMLFormElement, challenge: unknown): Promise<string | null> {
  refuse(form, sayHere('prove', {}), false);
  const { solve } = await import('./prove.ts');
  // Made by the server, for this.
  return solve(challenge as Parameters<typeof solve>[0]);
}
/** A press that came by the form was answered with work to do: it is done, and the same form is sent again with it. */
export async function proveForm(form: HTMLFormElement): Promise<void> {
  const challenge = form.dataset['challenge'];
  const field = form.querySelector<HTMLInputElement>('[name=proof]');
  if (challenge === undefined || field === null) return;
  delete form.dataset['challenge'];
  const told = one(document, '[data-refusal] p')?.textContent ?? '';
  const proof = await prove(form, JSON.parse(challenge));
  if (proof === null) return refuse(form, told, false);
  field.value = proof;
  form.submit();
}

/** Says no in the place that the form has for it. `look`: what this browser has already is worth one. */
export function refuse(form: HTMLFormElement, message: string, look: boolean): void {
  // The line's form has none of its own.
  const told = one(form.closest('.sheet') ?? form, '[data-refusal]');
  if (told === null) return;
  setText(one(told, 'p'), message);
  setHidden(one(told, 'a'), !look);
  setHidden(told, false);
  told.scrollIntoView({ block: 'center' });
}

function addressOf(holdId: string, source: Source): Promise<string | null> {
  const since = performance.now();
  return new Promise((resolve) => {
    const look = (): void => {
      const path = source.holds().find((hold) => hold.holdId === holdId)?.path;
      if (path !== undefined || performance.now() - since > ADDRESS_WITHIN_MS) return resolve(path ?? null);
      setTimeout(look, 40);
    };
    look();
  });
}
