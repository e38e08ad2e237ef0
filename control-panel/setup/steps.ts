/** The first-run way, in the order in which one thing needs the other. Nothing of it is stored: what is done is what is there. */
export const steps = ['shop', 'products', 'reach', 'overlay', 'chat', 'test'] as const;
export type Step = (typeof steps)[number];

/** Where one can be: the steps, and what has its place between them and is not built in yet. */
export const places = ['shop', 'products', 'reach', 'payment', 'overlay', 'obs', 'chat', 'test'] as const;
export type Place = (typeof places)[number] | 'ready';

export const isStep = (place: Place): place is Step => steps.some((step) => step === place);
export const placeOf = (name: string): Place | null => (name === 'ready' ? name : (places.find((place) => place === name) ?? null));

/** What comes after a place on the way: payment and OBS are beside it. */
export function nextOf(place: Place): Place {
  const behind = places.slice(places.findIndex((each) => each === place) + 1);
  return behind.find(isStep) ?? 'ready';
}
/** What came before it; null at the beginning. */
export function beforeOf(place: Place): Step | null {
  const at = place === 'ready' ? places.length : places.indexOf(place);
  return places.slice(0, at).findLast(isStep) ?? null;
}

/** How far one came: `reach` says nothing of that, for a shop may have been started with an address. */
const furthest = (done: ReadonlySet<Step>): number => steps.findLastIndex((step) => step !== 'reach' && done.has(step));

/** What was passed over: undone, and something behind it is done. */
export const isPassed = (step: Step, done: ReadonlySet<Step>): boolean => !done.has(step) && steps.indexOf(step) < furthest(done);

/** Where to go on: behind the furthest that is done, so that what was passed over is not asked again. The shop alone must be there. */
export function resumeAt(done: ReadonlySet<Step>): Place {
  if (!done.has('shop')) return 'shop';
  return steps.slice(furthest(done) + 1).find((step) => !done.has(step)) ?? 'ready';
}
