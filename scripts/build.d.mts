export function buildIfStale(names?: readonly string[], force?: boolean): Promise<void>;
