import { useSyncExternalStore } from 'react';

/** What this machine knows of the OBS on it. Kept in this browser alone: the password is for this machine's OBS and is told to nobody. */
export interface MachineObs {
  /** Somebody chose here that this page drives OBS. */
  readonly isBridge: boolean;
  readonly port: number;
  readonly password: string;
}
export const OBS_PORT = 4455;
const KEPT_AS = 'dropcast.obs';
const none: MachineObs = { isBridge: false, port: OBS_PORT, password: '' };

/** Anything else than what was written here is nothing. */
export function readMachine(text: string | null): MachineObs {
  if (text === null) return none;
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null) return none;
    const { isBridge, port, password } = kept as Partial<Record<keyof MachineObs, unknown>>;
    if (typeof isBridge !== 'boolean' || typeof port !== 'number' || !isPort(port) || typeof password !== 'string') return none;
    return { isBridge, port, password };
  } catch {
    // Not ours, or cut short.
    return none;
  }
}
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

const load = (): MachineObs => {
  try {
    return readMachine(window.localStorage.getItem(KEPT_AS));
  } catch {
    // A browser may let no page keep anything: then it lasts as long as the page.
    return none;
  }
};
let machine: MachineObs | null = null;
const listeners = new Set<() => void>();
const current = (): MachineObs => (machine ??= load());

export function keepMachine(next: MachineObs): void {
  machine = next;
  try {
    window.localStorage.setItem(KEPT_AS, JSON.stringify(next));
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}
export const useMachine = (): MachineObs =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
