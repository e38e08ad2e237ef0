/** One piece of work at a time, what somebody waits for first: decoding takes a core, and a sale is not to wait for two of them. */
export interface OneAtATime {
  run<T>(turn: 'soon' | 'later', work: () => Promise<T>): Promise<T>;
}
export function oneAtATime(): OneAtATime {
  const waiting: Record<'soon' | 'later', (() => Promise<void>)[]> = { soon: [], later: [] };
  let busy = false;
  const next = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let work = waiting.soon.shift() ?? waiting.later.shift(); work !== undefined; work = waiting.soon.shift() ?? waiting.later.shift()) await work();
    busy = false;
  };
  return {
    run: (turn, work) =>
      new Promise((resolve, reject) => {
        waiting[turn].push(() => work().then(resolve, reject));
        void next();
      }),
  };
}
