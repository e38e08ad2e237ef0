/** Lines for developers. What opens something by being known is masked before it is written (server/logger.ts). */
export interface Log {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}
export const noLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
